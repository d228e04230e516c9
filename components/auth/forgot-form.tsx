'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import { createClient } from '#lib/client/create-client.ts';
import { forgotPassword } from '#lib/contracts/api/accounts.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Button, Field, Form, Input } from '../ui/index.ts';
import { FormAlert } from './form-alert.tsx';

const client = createClient({ baseUrl: '' });

/** Asks for a link that sets a new password; says the same for every address. */
export function ForgotForm() {
  const t = useTranslations('links');
  const problemText = useProblemText();
  const form = useForm({ mode: 'onSubmit', resolver: zodResolver(forgotPassword.body), defaultValues: { email: '' } });
  const send = useMutation({ mutationFn: (body: { email: string }) => client.call('forgotPassword', { body }) });
  const toSignIn = (
    <Link href="/signin" className="text-accent-text text-center text-sm font-medium hover:underline">
      {t('toSignIn')}
    </Link>
  );
  if (send.data) {
    const { email } = send.variables;
    return (
      <div role="status" className="flex flex-col gap-4">
        <div>
          {send.data.delivery === 'email' ? <p className="text-sm font-medium">{t('sentTitle')}</p> : null}
          <p className="text-muted text-sm break-words">
            {send.data.delivery === 'email' ? t('sentText', { email }) : t('loggedText', { email })}
          </p>
        </div>
        {toSignIn}
      </div>
    );
  }
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => void form.handleSubmit((body) => send.mutate(body))(event)}
    >
      <FormAlert>{send.error ? problemText(send.error).text : null}</FormAlert>
      <Field label={t('email')} error={form.formState.errors.email ? t('emailInvalid') : undefined}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            autoFocus
            className="h-10"
            {...form.register('email')}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={send.isPending}>
        {t('send')}
      </Button>
      {toSignIn}
    </Form>
  );
}
