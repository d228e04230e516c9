'use client';
import { CircleCheck, CirclePlus, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useSaid } from '#components/i18n/use-said.ts';
import { Checkbox, Label } from '#components/ui/index.ts';
import type { ContractChange, ContractComparison } from '#lib/contracts/server-contract.ts';

interface ContractSummaryProps {
  contract: ContractComparison;
  /** Of a breaking change: whether the person takes it on. */
  accepted: boolean;
  onAccept: (accepted: boolean) => void;
  /** What taking it on means; a deploy, if left out. */
  acceptLabel?: string;
}

/** What a deploy changes for those who call the server; one that breaks their calls has to be confirmed. */
export function ContractSummary({ contract, accepted, onAccept, acceptLabel }: ContractSummaryProps) {
  const t = useTranslations('editor.contract');
  const { level, changes, against } = contract;
  if (changes.length === 0) return null;
  const breaking = level === 'breaking';
  return (
    <section
      aria-label={t('title')}
      className={breaking ? 'rounded-control bg-warning-subtle p-3 text-sm' : 'rounded-control bg-subtle p-3 text-sm'}
    >
      <p className="flex items-start gap-2 font-medium">
        <LevelIcon level={level} />
        {t(level, { version: against })}
      </p>
      <ul className="mt-1.5 ml-6 flex max-h-40 flex-col gap-1 overflow-y-auto text-xs">
        {ordered(changes).map((change) => (
          <ChangeLine key={`${change.kind} ${change.name} ${change.path} ${change.message}`} change={change} />
        ))}
      </ul>
      {breaking ? (
        <Label className="mt-2.5 ml-6 flex items-start gap-2 text-xs font-normal">
          <Checkbox checked={accepted} onCheckedChange={(checked) => onAccept(checked === true)} />
          {acceptLabel ?? t('accept')}
        </Label>
      ) : null}
    </section>
  );
}

const ranks = { breaking: 0, additive: 1, compatible: 2 } as const;

/** The gravest first. */
function ordered(changes: readonly ContractChange[]): ContractChange[] {
  return changes.toSorted((a, b) => ranks[a.level] - ranks[b.level]);
}

function ChangeLine({ change }: { change: ContractChange }) {
  const t = useTranslations('editor.contract');
  const { message } = useSaid()(change);
  return (
    <li className="flex min-w-0 flex-wrap items-baseline gap-x-1.5">
      <span className="text-muted">{t(`kind.${change.kind}`)}</span>
      <code className="font-mono break-all">{change.name}</code>
      <span className={change.level === 'breaking' ? 'text-warning' : undefined}>{message}</span>
    </li>
  );
}

function LevelIcon({ level }: { level: ContractComparison['level'] }) {
  const place = 'mt-0.5 size-4 shrink-0';
  if (level === 'breaking') return <TriangleAlert aria-hidden className={`${place} text-warning`} />;
  if (level === 'additive') return <CirclePlus aria-hidden className={`${place} text-muted`} />;
  return <CircleCheck aria-hidden className={`${place} text-success`} />;
}
