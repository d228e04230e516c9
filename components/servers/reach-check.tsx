'use client';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleX, Radar, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReachVerdict, ServerReach } from '#lib/contracts/api/server-connect.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useClient } from '../layout/workspace-context.tsx';
import { Button, Duration, Skeleton } from '../ui/index.ts';
import { SideCard } from './side-card.tsx';

/** Asks the server at its own public address, and says what came of it and what to do. */
export function ReachCheck({ workflowId }: { workflowId: string }) {
  const t = useTranslations('reach');
  const client = useClient();
  const problemText = useProblemText();
  const check = useMutation({
    mutationFn: () => client.call('checkServerReach', { params: { id: workflowId } }),
  });
  return (
    <SideCard
      title={t('title')}
      action={
        <Button size="sm" busy={check.isPending} onClick={() => check.mutate()}>
          <Radar aria-hidden />
          {check.data ? t('again') : t('test')}
        </Button>
      }
    >
      <div aria-live="polite">
        {check.isPending ? <Skeleton className="h-16" /> : null}
        {check.isIdle ? <p className="text-muted text-xs">{t('what')}</p> : null}
        {check.isError ? <p className="text-error text-xs">{problemText(check.error).text}</p> : null}
        {check.isSuccess ? <Verdict reach={check.data} /> : null}
      </div>
    </SideCard>
  );
}

const tones: Readonly<Record<ReachVerdict, 'good' | 'limited' | 'bad'>> = {
  outside: 'good',
  loopback: 'limited',
  private: 'limited',
  plainHttp: 'limited',
  unknownName: 'bad',
  unreachable: 'bad',
  redirected: 'bad',
  wrongHost: 'bad',
  notOurs: 'bad',
};

function Verdict({ reach }: { reach: ServerReach }) {
  const t = useTranslations('reach');
  const { verdict, answered, status, durationMs } = reach;
  const tone = tones[verdict];
  return (
    <div className="flex gap-2">
      {tone === 'good' ? <CircleCheck aria-hidden className="text-success mt-0.5 size-4 shrink-0" /> : null}
      {tone === 'limited' ? <TriangleAlert aria-hidden className="text-warning mt-0.5 size-4 shrink-0" /> : null}
      {tone === 'bad' ? <CircleX aria-hidden className="text-error mt-0.5 size-4 shrink-0" /> : null}
      <div className="flex min-w-0 flex-col gap-1 text-xs">
        <p className="text-sm font-medium">{t(`verdict.${verdict}`)}</p>
        <p className="text-muted">{t(`advice.${verdict}`)}</p>
        {answered ? (
          <p className="text-faint">{t.rich('answered', { duration: () => <Duration ms={durationMs} /> })}</p>
        ) : status === null ? null : (
          <p className="text-faint">{t('status', { status })}</p>
        )}
      </div>
    </div>
  );
}
