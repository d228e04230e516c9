'use client';
import { CircleCheck, CircleHelp, CirclePause, Diff, Equal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Replay, ReplayDifference } from '#lib/contracts/api/replay.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import { useSaid } from '../../i18n/use-said.ts';
import { Badge, JsonView } from '../../ui/index.ts';
import { StatusBadge } from '../status-badge.tsx';
import { StepPlace } from './step-place.tsx';

interface Props {
  execution: Execution;
  replay: Replay;
  /** Names of nodes by id, of both versions. */
  names: ReadonlyMap<string, string>;
}

/** The verdict, the first difference side by side, and every step with its mark. */
export function ReplayResult({ execution, replay, names }: Props) {
  return (
    <div className="flex flex-col gap-4">
      <Verdict replay={replay} names={names} />
      {replay.difference ? <FirstDifference difference={replay.difference} names={names} /> : null}
      <Endings execution={execution} replay={replay} />
      <Steps replay={replay} names={names} />
    </div>
  );
}

function Verdict({ replay, names }: Omit<Props, 'execution'>) {
  const t = useTranslations('replay');
  const { difference, stoppedAt } = replay;
  const icon = stoppedAt ? (
    <CirclePause aria-hidden className="text-warning size-5 shrink-0" />
  ) : difference ? (
    <Diff aria-hidden className="text-accent-text size-5 shrink-0" />
  ) : (
    <CircleCheck aria-hidden className="text-success size-5 shrink-0" />
  );
  const changed = replay.steps.filter(({ mark }) => mark === 'different').length;
  const nameOf = (place: { nodeId: string; key: string }): string => names.get(place.nodeId) ?? place.key;
  return (
    <section role="status" className="rounded-card border-line bg-surface flex items-start gap-3 border p-4">
      {icon}
      <div className="min-w-0 text-sm">
        <p className="font-medium">{difference ? t('differs', { count: changed }) : t('same')}</p>
        {stoppedAt ? <p className="text-muted mt-0.5">{t('stopped', { name: nameOf(stoppedAt) })}</p> : null}
      </div>
    </section>
  );
}

function FirstDifference({ difference, names }: { difference: ReplayDifference; names: Props['names'] }) {
  const t = useTranslations('replay');
  const { what, path, recorded, replayed } = difference;
  const field = path.replace(/^\//, '').replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  return (
    <section className="rounded-card border-line bg-surface border p-4">
      <h2 className="mb-3 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
        {t('first')}
        <StepPlace place={difference} names={names} />
        <span className="text-muted font-normal">{t(`what.${what}`)}</span>
        {field ? <code className="text-muted min-w-0 font-mono text-xs break-all">{field}</code> : null}
      </h2>
      <div className="grid gap-3 md:grid-cols-2">
        <Side label={t('recorded')} value={recorded} absent={what === 'added'} />
        <Side label={t('replayed')} value={replayed} absent={what === 'missing'} />
      </div>
    </section>
  );
}

function Side({ label, value, absent }: { label: string; value: unknown; absent: boolean }) {
  const t = useTranslations('replay');
  return (
    <div className="min-w-0">
      <h3 className="text-faint mb-1 text-xs">{label}</h3>
      {absent || value === undefined ? (
        <p className="rounded-control border-line text-muted border border-dashed p-2.5 text-xs">{t('nothing')}</p>
      ) : (
        <JsonView value={value} />
      )}
    </div>
  );
}

function Endings({ execution, replay }: Omit<Props, 'names'>) {
  const t = useTranslations('replay');
  return (
    <section aria-label={t('ends')} className="grid gap-4 md:grid-cols-2">
      <Ending title={t('recordedEnd')} end={execution} />
      <Ending title={t('replayedEnd')} end={replay.execution} />
    </section>
  );
}

/** `end` null: it was not reached. */
function Ending({ title, end }: { title: string; end: Replay['execution'] }) {
  const t = useTranslations('replay');
  const said = useSaid();
  return (
    <div className="rounded-card border-line bg-surface min-w-0 border p-4">
      <h2 className="mb-2 flex items-center gap-2 text-sm font-medium">
        {title}
        {end ? <StatusBadge status={end.status} /> : <Badge>{t('unknownEnd')}</Badge>}
      </h2>
      {end === null ? (
        <p className="text-muted text-xs">{t('unknownEndHelp')}</p>
      ) : end.error ? (
        <p className="text-error text-sm break-words whitespace-pre-wrap">{said(end.error).message}</p>
      ) : (
        <JsonView value={end.output} openLevels={1} />
      )}
    </div>
  );
}

const marks = {
  same: { tone: 'neutral', icon: Equal },
  different: { tone: 'accent', icon: Diff },
  unknown: { tone: 'warning', icon: CircleHelp },
} as const;

function Steps({ replay, names }: Omit<Props, 'execution'>) {
  const t = useTranslations('replay');
  return (
    <section className="rounded-card border-line bg-surface overflow-hidden border">
      <h2 className="border-line border-b px-4 py-2.5 text-sm font-medium">{t('steps')}</h2>
      <ol className="divide-line max-h-[70vh] divide-y overflow-y-auto">
        {replay.steps.map((step) => {
          const { tone, icon: Icon } = marks[step.mark];
          return (
            <li
              key={`${step.nodeId}-${(step.iteration ?? []).join('.')}`}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm"
            >
              <StepPlace place={step} names={names} className="basis-full sm:flex-1 sm:basis-0" />
              <span className="text-faint flex items-center gap-2 text-xs">
                {step.recorded ? <StatusBadge status={step.recorded} /> : t('absent')}
                <span aria-hidden>→</span>
                {step.replayed ? <StatusBadge status={step.replayed} /> : t('absent')}
              </span>
              <Badge tone={tone} className="min-w-24 justify-center max-sm:ml-auto">
                <Icon aria-hidden />
                {t(`mark.${step.mark}`)}
              </Badge>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
