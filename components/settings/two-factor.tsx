'use client';
import { ShieldCheck, ShieldOff, TriangleAlert } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { TwoFactorStatus } from '#lib/contracts/api/two-factor.ts';
import { QueryError } from '../layout/query-error.tsx';
import { Badge, Button, Dialog, Skeleton } from '../ui/index.ts';
import { TwoFactorProofContent } from './two-factor-proof.tsx';
import { TwoFactorSetupContent } from './two-factor-setup.tsx';
import { useTwoFactor } from './use-two-factor.ts';

/** So few recovery codes are a reason to make new ones. */
const FEW_CODES = 3;

type Act = 'begin' | 'end' | 'renew';

/** Whether one's sign-in by password asks for a code, and the ways to change that. */
export function TwoFactor() {
  const t = useTranslations('twoFactor');
  const status = useTwoFactor();
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  return (
    <section className="border-line mt-8 max-w-md border-t pt-6">
      <h3 className="text-base font-semibold">{t('title')}</h3>
      <p className="text-muted mt-1 text-sm">{t('text')}</p>
      <p className="text-muted mt-1 mb-3 text-sm">{t('providers')}</p>
      {status.isError ? (
        <QueryError error={status.error} onRetry={() => void status.refetch()} />
      ) : status.isPending ? (
        <Skeleton className="h-8 w-40" />
      ) : (
        <Status status={status.data} onAct={setAct} />
      )}
      <Dialog open={act !== null} onOpenChange={(open) => (open ? undefined : close())}>
        {act === 'begin' ? <TwoFactorSetupContent /> : null}
        {act === 'end' || act === 'renew' ? <TwoFactorProofContent act={act} onDone={close} /> : null}
      </Dialog>
    </section>
  );
}

function Status({ status, onAct }: { status: TwoFactorStatus; onAct: (act: Act) => void }) {
  const t = useTranslations('twoFactor');
  const format = useFormatter();
  if (!status.enabled) {
    return (
      <div className="flex flex-col items-start gap-3">
        <Badge>
          <ShieldOff aria-hidden />
          {t('off')}
        </Badge>
        <Button onClick={() => onAct('begin')}>{t('turnOn')}</Button>
      </div>
    );
  }
  const few = status.recoveryCodesLeft <= FEW_CODES;
  const since = status.enabledAt && format.dateTime(new Date(status.enabledAt), { dateStyle: 'medium' });
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
        <Badge tone="success">
          <ShieldCheck aria-hidden />
          {t('on')}
        </Badge>
        {since ? <span className="text-muted">{t('since', { date: since })}</span> : null}
        <span className="text-muted">{t('codesLeft', { count: status.recoveryCodesLeft })}</span>
      </p>
      {few ? (
        <p className="text-warning flex items-start gap-2 text-sm">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t('fewCodes')}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onAct('renew')}>{t('newCodes')}</Button>
        <Button onClick={() => onAct('end')}>{t('turnOff')}</Button>
      </div>
    </div>
  );
}
