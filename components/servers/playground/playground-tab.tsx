'use client';
import { FileText, MessageSquareText, PlugZap, RefreshCw, Wrench } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { eras, expandTemplate, variablesOf, type Era, type Offer } from '#lib/client/playground/playground-session.ts';
import { Button, cn, EmptyState, SegmentedControl, Skeleton } from '../../ui/index.ts';
import type { ServerTabProps } from '../server-view.tsx';
import { useServerSettings } from '../use-server.ts';
import { CallPanel } from './call-panel.tsx';
import { choicesOf, type Choice } from './choices.ts';
import { ExchangeLog } from './exchange-log.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import { usePlayground, type Playground } from './use-playground.ts';

/** Everything that a live server offers, tried as a client of either era would. */
export function PlaygroundTab({ deployment }: ServerTabProps) {
  const t = useTranslations('playground');
  if (deployment.status !== 'active') {
    return <EmptyState icon={<PlugZap />} title={t('stoppedTitle')} description={t('stoppedText')} />;
  }
  return <LivePlayground deployment={deployment} />;
}

function LivePlayground({ deployment }: Pick<ServerTabProps, 'deployment'>) {
  const t = useTranslations('playground');
  const { workflowId, url, id: deploymentId } = deployment;
  const [era, setEra] = useState<Era>(eras[0]);
  const playground = usePlayground({ workflowId, url, deploymentId }, era);
  const settings = useServerSettings(workflowId);
  const { connection, exchanges, asked } = playground;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <SegmentedControl<Era>
          label={t('era')}
          value={era}
          onValueChange={(next) => {
            playground.clearCall();
            setEra(next);
          }}
          options={eras.map((each) => ({ value: each, label: <span className="font-mono">{each}</span> }))}
        />
        <Button variant="ghost" size="sm" onClick={playground.reconnect}>
          <RefreshCw aria-hidden />
          {t('reconnect')}
        </Button>
      </div>
      {connection.state === 'opening' ? <PlaygroundSkeleton /> : null}
      {connection.state === 'failed' ? (
        <div role="alert" className="rounded-control bg-error-subtle text-error p-3 text-sm">
          {t('notConnected', { reason: connection.failure.message })}
        </div>
      ) : null}
      {connection.state === 'open' ? <Offered offer={connection.offer} playground={playground} /> : null}
      <ExchangeLog
        exchanges={exchanges}
        wantsCredentials={settings.data?.access !== 'public'}
        onClear={playground.forget}
      />
      {asked ? <QuestionDialog question={asked.question} onAnswer={asked.answer} /> : null}
    </div>
  );
}

function Offered({ offer, playground }: { offer: Offer; playground: Playground }) {
  const t = useTranslations('playground');
  const choices = useMemo(() => choicesOf(offer, { variablesOf, expandTemplate }), [offer]);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen = choices.find(({ id }) => id === chosenId) ?? choices[0];
  if (!chosen) return <p className="text-muted text-sm">{t('offersNothing')}</p>;
  return (
    <div className="grid min-w-0 gap-4 md:grid-cols-[15rem_minmax(0,1fr)]">
      <nav aria-label={t('offer')} className="flex max-h-64 min-w-0 flex-col gap-0.5 overflow-y-auto md:max-h-none">
        {choices.map((choice) => (
          <ChoiceButton
            key={choice.id}
            choice={choice}
            chosen={choice.id === chosen.id}
            onChoose={() => {
              if (choice.id !== chosen.id) playground.clearCall();
              setChosenId(choice.id);
            }}
          />
        ))}
      </nav>
      <CallPanel choice={chosen} playground={playground} />
    </div>
  );
}

const icons = { tool: Wrench, prompt: MessageSquareText, resource: FileText, template: FileText } as const;

function ChoiceButton({ choice, chosen, onChoose }: { choice: Choice; chosen: boolean; onChoose: () => void }) {
  const t = useTranslations('playground.kind');
  const Icon = icons[choice.kind];
  return (
    <button
      type="button"
      aria-current={chosen || undefined}
      onClick={onChoose}
      className={cn(
        'rounded-control flex min-h-8 w-full min-w-0 shrink-0 items-center gap-2 px-2.5 text-left text-xs transition-colors focus-visible:-outline-offset-2',
        chosen ? 'bg-accent-subtle text-accent-text font-medium' : 'text-muted hover:bg-hover hover:text-ink',
      )}
    >
      <Icon aria-label={t(choice.kind)} className="size-3.5 shrink-0" />
      <span className="min-w-0 truncate font-mono" title={choice.name}>
        {choice.name}
      </span>
    </button>
  );
}

function PlaygroundSkeleton() {
  return (
    <div aria-busy className="grid gap-4 md:grid-cols-[15rem_minmax(0,1fr)]">
      <Skeleton className="h-24" />
      <Skeleton className="rounded-card h-56" />
    </div>
  );
}
