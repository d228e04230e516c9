'use client';
import { KeyRound, Variable as VariableIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useVariables } from '../settings/use-variables.ts';
import { IconButton, Input, Select, type FieldControlProps } from '../ui/index.ts';
import type { SecretDraft } from './connection-draft.ts';

interface SecretControlProps {
  control: Partial<FieldControlProps> & { 'aria-label'?: string };
  value: SecretDraft;
  placeholder?: string;
  /** A secret is stored: empty means that it stays. */
  stored: boolean;
  onChange: (value: SecretDraft) => void;
}

/** A secret that is typed, or the secret variable that stands in for it. */
export function SecretControl({ control, value, placeholder, stored, onChange }: SecretControlProps) {
  const t = useTranslations('connections');
  const { data } = useVariables();
  const secrets =
    data?.pages.flatMap((page) => page.items).filter(({ secret, hosts }) => secret && hosts.length > 0) ?? [];
  const typed = typeof value === 'string';
  const options = secrets.map(({ name, hosts }) => ({ value: name, label: `${name} (${hosts.join(', ')})` }));
  // One that is gone, or that names no host any more, is still what the connection names.
  if (!typed && value.variable !== '' && !secrets.some(({ name }) => name === value.variable)) {
    options.push({ value: value.variable, label: value.variable });
  }
  const input = typed ? (
    <Input
      {...control}
      type="password"
      autoComplete="new-password"
      spellCheck={false}
      placeholder={stored ? t('unchanged') : placeholder}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  ) : (
    <Select
      {...control}
      value={value.variable}
      options={options}
      onValueChange={(variable) => onChange({ variable })}
    />
  );
  if (typed && options.length === 0) return input;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_28px] items-center gap-1.5">
      {input}
      <IconButton
        size="sm"
        label={typed ? t('useVariable') : t('typeSecret')}
        onClick={() => onChange(typed ? { variable: options[0]?.value ?? '' } : '')}
      >
        {typed ? <VariableIcon aria-hidden /> : <KeyRound aria-hidden />}
      </IconButton>
    </div>
  );
}
