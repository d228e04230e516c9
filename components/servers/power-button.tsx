'use client';
import { Play, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useCan } from '../layout/workspace-context.tsx';
import { Button, ConfirmDialog, toast } from '../ui/index.ts';
import { useServerSwitch } from './use-servers.ts';

interface PowerButtonProps {
  deployment: Deployment;
  /** Of its workflow. */
  name: string;
  size?: 'sm' | 'md';
}

/** Stops a server, asked once more, or starts it. Nothing for those who may not. */
export function PowerButton({ deployment, name, size = 'md' }: PowerButtonProps) {
  const t = useTranslations('servers');
  const can = useCan();
  const problemText = useProblemText();
  const power = useServerSwitch();
  const [asking, setAsking] = useState(false);
  if (!can('deployment:manage')) return null;
  const active = deployment.status === 'active';
  const turn = (to: 'active' | 'stopped') =>
    power.mutate(
      { id: deployment.id, to },
      {
        onSuccess: () => toast.success(t(to === 'active' ? 'startedToast' : 'stoppedToast', { name })),
        onError: (error) => toast.error(problemText(error).text),
        onSettled: () => setAsking(false),
      },
    );
  return (
    <>
      <Button size={size} busy={power.isPending} onClick={() => (active ? setAsking(true) : turn('active'))}>
        {active ? <Square aria-hidden /> : <Play aria-hidden />}
        {active ? t('stop') : t('start')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('confirmStopTitle', { name })}
        description={t('confirmStopText')}
        confirmLabel={t('stop')}
        busy={power.isPending}
        onConfirm={() => turn('stopped')}
      />
    </>
  );
}
