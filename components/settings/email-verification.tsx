'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ApiClient } from '#lib/client/create-client.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Button } from '../ui/index.ts';

/** Sends the link that proves one's address, and says where it went. */
export function EmailVerification({ client, email }: { client: ApiClient; email: string }) {
  const t = useTranslations('verification');
  const problemText = useProblemText();
  const send = useMutation({ mutationFn: () => client.call('requestVerification') });
  if (send.data) {
    return (
      <p role="status" className="text-muted text-sm">
        {send.data.delivery === 'email' ? t('sent', { email }) : t('logged')}
      </p>
    );
  }
  return (
    <div className="flex flex-col items-start gap-1.5">
      <Button busy={send.isPending} onClick={() => send.mutate()}>
        {t('send')}
      </Button>
      {send.error ? (
        <p role="alert" className="text-error text-xs">
          {problemText(send.error).text}
        </p>
      ) : null}
    </div>
  );
}
