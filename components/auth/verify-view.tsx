'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { createClient } from '#lib/client/create-client.ts';
import { Button } from '../ui/index.ts';
import { LinkProblem } from './dead-link.tsx';
import { useLinkToken } from './use-link-token.ts';

const client = createClient({ baseUrl: '' });

/** Proves an address. A click is asked for: mail filters open links, and would use this one up. */
export function VerifyView() {
  const t = useTranslations('links');
  const token = useLinkToken();
  const verify = useMutation({ mutationFn: () => client.call('verifyEmail', { body: { token: token || '-' } }) });
  if (verify.isSuccess) {
    return (
      <div role="status" className="flex flex-col gap-4">
        <p className="text-success flex items-center gap-2 text-sm font-medium">
          <CircleCheck aria-hidden className="size-4" />
          {t('verifiedText')}
        </p>
        <Button asChild variant="primary" size="lg">
          <a href="/home">{t('open')}</a>
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted text-sm">{t('verifyText')}</p>
      <LinkProblem error={verify.error} />
      <Button
        variant="primary"
        size="lg"
        busy={verify.isPending}
        disabled={token === null}
        onClick={() => verify.mutate()}
      >
        {t('confirm')}
      </Button>
    </div>
  );
}
