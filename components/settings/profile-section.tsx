'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQuery } from '@tanstack/react-query';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { queryKeys } from '#lib/client/query-keys.ts';
import { nameSchema } from '#lib/contracts/api/common.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Badge, Button, Field, Form, Input, toast } from '../ui/index.ts';
import { EmailVerification } from './email-verification.tsx';
import { PersonalExport } from './personal-export.tsx';
import { Section } from './section.tsx';

const nameForm = z.strictObject({ name: nameSchema });

export function ProfileSection() {
  const t = useTranslations('settings');
  const router = useRouter();
  const problemText = useProblemText();
  const { user, client } = useWorkspaceView();
  const form = useForm({ mode: 'onTouched', resolver: zodResolver(nameForm), values: { name: user.name } });
  const save = useMutation({
    mutationFn: (body: { name: string }) => client.call('updateMe', { body }),
    onSuccess: () => {
      toast.success(t('saved'));
      router.refresh();
    },
  });
  const { errors, isDirty } = form.formState;
  return (
    <Section title={t('profile')} description={t('profileText')}>
      <Form
        className="flex max-w-md flex-col gap-4"
        onSubmit={(event) => void form.handleSubmit((body) => save.mutate(body))(event)}
      >
        <Field
          label={t('name')}
          error={errors.name ? t('nameRequired') : save.error ? problemText(save.error).text : undefined}
        >
          {(control) => <Input {...control} autoComplete="name" maxLength={200} {...form.register('name')} />}
        </Field>
        <EmailField />
        <div>
          <Button type="submit" variant="primary" disabled={!isDirty} busy={save.isPending}>
            {t('save')}
          </Button>
        </div>
      </Form>
      <PersonalExport />
    </Section>
  );
}

/** The address, and whether it is proven to be this person's. */
function EmailField() {
  const t = useTranslations('settings');
  const tVerification = useTranslations('verification');
  const { user, client } = useWorkspaceView();
  const me = useQuery({ queryKey: queryKeys.me(), queryFn: ({ signal }) => client.call('getMe', { signal }) });
  const verified = me.data?.emailVerified;
  const badge = verified ? (
    <Badge tone="success">
      <CircleCheck aria-hidden />
      {tVerification('verified')}
    </Badge>
  ) : (
    <Badge tone="warning">
      <TriangleAlert aria-hidden />
      {tVerification('unverified')}
    </Badge>
  );
  return (
    <>
      <Field label={t('email')} aside={verified === undefined ? null : badge}>
        {(control) => <Input {...control} value={user.email} readOnly disabled />}
      </Field>
      {verified === false ? <EmailVerification client={client} email={user.email} /> : null}
    </>
  );
}
