'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState, type FormEvent } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import type { ApiClient } from '#lib/client/create-client.ts';
import { emailSchema } from '#lib/contracts/api/identity.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Section } from '../settings/section.tsx';
import { Button, ConfirmDialog, Field, Form, Input, toast } from '../ui/index.ts';

/** Turns two-factor sign-in off for somebody who lost app and recovery codes. */
export function ResetTwoFactor({ client }: { client: ApiClient }) {
  const t = useTranslations('twoFactor');
  const problemText = useProblemText();
  const [typed, setTyped] = useState('');
  const [asking, setAsking] = useState<string | null>(null);
  const [invalid, setInvalid] = useState(false);
  const reset = useMutation({ mutationFn: (email: string) => client.call('resetTwoFactor', { body: { email } }) });
  const ask = (event: FormEvent) => {
    event.preventDefault();
    reset.reset();
    const email = emailSchema.safeParse(typed);
    setInvalid(!email.success);
    setAsking(email.success ? email.data : null);
  };
  const confirm = (email: string) =>
    reset.mutate(email, {
      onSuccess: () => {
        toast.success(t('operatorDone', { email }));
        setTyped('');
      },
      onSettled: () => setAsking(null),
    });
  const none = isApiProblem(reset.error) && reset.error.code === 'not_found';
  const refusal = reset.error && (none ? t('operatorNone') : problemText(reset.error).text);
  return (
    <Section title={t('operatorTitle')} description={t('operatorText')}>
      <Form className="flex max-w-lg flex-wrap items-start gap-3" onSubmit={ask}>
        <Field
          className="min-w-60 flex-1"
          label={t('operatorEmail')}
          error={invalid ? t('emailInvalid') : (refusal ?? undefined)}
        >
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" className="mt-6" disabled={typed.trim() === ''}>
          {t('operatorReset')}
        </Button>
      </Form>
      <ConfirmDialog
        open={asking !== null}
        onOpenChange={(open) => (open ? undefined : setAsking(null))}
        title={t('operatorConfirm', { email: asking ?? '' })}
        description={t('operatorConfirmText')}
        confirmLabel={t('turnOff')}
        busy={reset.isPending}
        onConfirm={() => asking && confirm(asking)}
      />
    </Section>
  );
}
