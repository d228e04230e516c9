'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { createClient } from '#lib/client/create-client.ts';
import { createWorkspace } from '#lib/contracts/api/identity.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Field, Form, Input } from '../ui/index.ts';
import { pathOf } from './navigation.ts';

const client = createClient({ baseUrl: '' });

interface CreateWorkspaceFormProps {
  /** The buttons; `busy` while the workspace is being made and opened. */
  children: (busy: boolean) => ReactNode;
}

/** A name for a new workspace; ends in that workspace. */
export function CreateWorkspaceForm({ children }: CreateWorkspaceFormProps) {
  const t = useTranslations('switcher');
  const problemText = useProblemText();
  const form = useForm({
    mode: 'onTouched',
    resolver: zodResolver(createWorkspace.body),
    defaultValues: { name: '' },
  });
  const create = useMutation({
    mutationFn: (body: { name: string }) => client.call('createWorkspace', { body }),
    // A full load: the server finds out anew who looks at what.
    onSuccess: ({ slug }) => window.location.assign(pathOf(slug, 'workflows')),
  });
  return (
    <Form
      className="flex flex-col gap-5"
      onSubmit={(event) => void form.handleSubmit((body) => create.mutate(body))(event)}
    >
      <Field
        label={t('name')}
        error={
          form.formState.errors.name ? t('nameRequired') : create.error ? problemText(create.error).text : undefined
        }
      >
        {(control) => (
          <Input {...control} autoComplete="organization" autoFocus maxLength={200} {...form.register('name')} />
        )}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">{children(create.isPending || create.isSuccess)}</div>
    </Form>
  );
}
