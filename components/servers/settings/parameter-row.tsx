'use client';
import { useTranslations } from 'next-intl';
import { isJsonObject } from '#lib/shared/json.ts';
import { Badge, Input, Select } from '../../ui/index.ts';
import type { ParameterDraft, parametersOf } from './override-draft.ts';

interface ParameterRowProps {
  parameter: ReturnType<typeof parametersOf>[number];
  draft: ParameterDraft;
  disabled: boolean;
  onChange: (draft: ParameterDraft) => void;
}

const modes = ['shown', 'hidden', 'fixed'] as const;

/** One parameter in a line: what it is called, and whether callers see it. */
export function ParameterRow({ parameter, draft, disabled, onChange }: ParameterRowProps) {
  const t = useTranslations('serverSettings');
  const { name, schema, required } = parameter;
  const set = (change: Partial<ParameterDraft>) => onChange({ ...draft, ...change });
  const described = isJsonObject(schema) && typeof schema['description'] === 'string' ? schema['description'] : '';
  return (
    <li className="border-line grid items-center gap-2 border-b py-2 sm:grid-cols-[minmax(6rem,10rem)_8.5rem_minmax(0,1fr)]">
      <span className="flex min-w-0 items-center gap-2">
        <code className="min-w-0 truncate font-mono text-xs" title={name}>
          {name}
        </code>
        {required ? <Badge>{t('required')}</Badge> : null}
      </span>
      <Select
        aria-label={t('modeOf', { name })}
        disabled={disabled}
        value={draft.mode}
        options={modes.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }))}
        onValueChange={(mode) => set({ mode: modes.find((one) => one === mode) ?? 'shown' })}
      />
      {draft.mode === 'shown' ? (
        <span className="grid gap-2 sm:grid-cols-[minmax(6rem,12rem)_minmax(0,1fr)]">
          <Input
            aria-label={t('nameOf', { name })}
            className="font-mono"
            spellCheck={false}
            autoComplete="off"
            disabled={disabled}
            placeholder={name}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
          <Input
            aria-label={t('descriptionOf', { name })}
            disabled={disabled}
            placeholder={described || t('noDescription')}
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        </span>
      ) : null}
      {draft.mode === 'fixed' ? (
        <Input
          aria-label={t('valueOf', { name })}
          className="font-mono"
          spellCheck={false}
          autoComplete="off"
          disabled={disabled}
          placeholder={t('value')}
          value={draft.value}
          onChange={(event) => set({ value: event.target.value })}
        />
      ) : null}
    </li>
  );
}
