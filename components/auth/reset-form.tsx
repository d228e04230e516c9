'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { createClient } from '#lib/client/create-client.ts';
import { resetPassword } from '#lib/contracts/api/accounts.ts';
import { Button, Field, Form } from '../ui/index.ts';
import { LinkProblem } from './dead-link.tsx';
import { PasswordInput } from './password-input.tsx';
import { useLinkToken } from './use-link-token.ts';

const client = createClient({ baseUrl: '' });
const schema = resetPassword.body.pick({ password: true });

/** Sets a new password with the link that led here. */
export function ResetForm() {
  const t = useTranslations('links');
  const token = useLinkToken();
  const form = useForm({ mode: 'onTouched', resolver: zodResolver(schema), defaultValues: { password: '' } });
  const reset = useMutation({
    mutationFn: ({ password }: { password: string }) =>
      client.call('resetPassword', { body: { token: token || '-', password } }),
  });
  const fault = form.formState.errors.password;
  if (reset.isSuccess) {
    return (
      <div role="status" className="flex flex-col gap-4">
        <p className="text-muted text-sm">{t('setDone')}</p>
        <Button asChild variant="primary" size="lg">
          <Link href="/signin">{t('toSignIn')}</Link>
        </Button>
      </div>
    );
  }
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => void form.handleSubmit((body) => reset.mutate(body))(event)}
    >
      <LinkProblem error={reset.error} />
      <Field
        label={t('newPassword')}
        help={t('passwordHelp')}
        error={fault ? (fault.type === 'too_big' ? t('tooLong') : t('passwordShort')) : undefined}
      >
        {(control) => (
          <PasswordInput {...control} autoComplete="new-password" autoFocus {...form.register('password')} />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={reset.isPending} disabled={token === null}>
        {t('set')}
      </Button>
      <Link href="/forgot" className="text-accent-text text-center text-sm font-medium hover:underline">
        {t('forgot')}
      </Link>
    </Form>
  );
}
