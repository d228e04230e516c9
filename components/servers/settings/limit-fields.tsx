'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { Field, Input } from '../../ui/index.ts';
import type { LimitField, LimitsDraft } from './limits-draft.ts';

interface LimitFieldsProps<K extends string> {
  fields: readonly LimitField<K>[];
  labelOf: (key: K) => string;
  draft: LimitsDraft;
  onChange: (draft: LimitsDraft) => void;
  faults: ReadonlySet<string>;
  disabled?: boolean;
  /** What holds where nothing is written. */
  empty: 'unlimited' | 'public';
}

/** Numbers, side by side; empty ones limit nothing, or what the default says. */
export function LimitFields<K extends string>({
  fields,
  labelOf,
  draft,
  onChange,
  faults,
  disabled = false,
  empty,
}: LimitFieldsProps<K>) {
  const t = useTranslations('serverSettings');
  const format = useFormatter();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {fields.map(({ key, min, max, unit, publicDefault }) => (
        <Field key={key} label={labelOf(key)} error={faults.has(key) ? t('limitFault', { min, max }) : undefined}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              disabled={disabled}
              placeholder={empty === 'public' ? format.number(publicDefault / unit) : t('unlimited')}
              value={draft[key] ?? ''}
              onChange={(event) => onChange({ ...draft, [key]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
