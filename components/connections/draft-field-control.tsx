'use client';
import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, IconButton, Input, Select, type FieldControlProps } from '../ui/index.ts';
import type { DraftField, Pairs } from './connection-draft.ts';

interface DraftFieldControlProps {
  field: DraftField;
  control: FieldControlProps;
  value: string | Pairs;
  /** A secret is stored: empty means that it stays. */
  stored: boolean;
  onChange: (value: string | Pairs) => void;
}

/** The control that a connector's field asks for. */
export function DraftFieldControl({ field, control, value, stored, onChange }: DraftFieldControlProps) {
  const t = useTranslations('connections');
  if (typeof value !== 'string') return <PairsControl control={control} value={value} onChange={onChange} />;
  if (field.control === 'select') {
    return <Select {...control} value={value} options={field.options} onValueChange={onChange} />;
  }
  return (
    <Input
      {...control}
      type={field.control === 'password' ? 'password' : 'text'}
      inputMode={field.control === 'number' ? 'numeric' : undefined}
      autoComplete={field.control === 'password' ? 'new-password' : 'off'}
      spellCheck={false}
      placeholder={field.secret && stored ? t('unchanged') : field.placeholder}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface PairsControlProps {
  control: FieldControlProps;
  value: Pairs;
  onChange: (value: Pairs) => void;
}

/** Names with secret values, one row each. */
function PairsControl({ control, value, onChange }: PairsControlProps) {
  const t = useTranslations('connections');
  const update = (index: number, pair: readonly [string, string]) =>
    onChange(value.map((old, place) => (place === index ? pair : old)));
  return (
    <div className="flex flex-col gap-1.5">
      {value.map(([name, secret], index) => (
        <div key={index} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_28px] items-center gap-1.5">
          <Input
            {...(index === 0 ? control : {})}
            aria-label={t('headerName', { number: index + 1 })}
            placeholder={t('headerNameShort')}
            spellCheck={false}
            autoComplete="off"
            value={name}
            onChange={(event) => update(index, [event.target.value, secret])}
          />
          <Input
            aria-label={t('headerValue', { number: index + 1 })}
            placeholder={t('headerValueShort')}
            type="password"
            autoComplete="new-password"
            value={secret}
            onChange={(event) => update(index, [name, event.target.value])}
          />
          <IconButton
            size="sm"
            label={t('removeHeader', { number: index + 1 })}
            onClick={() => onChange(value.filter((_, place) => place !== index))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button type="button" size="sm" className="self-start" onClick={() => onChange([...value, ['', '']])}>
        <Plus aria-hidden />
        {t('addHeader')}
      </Button>
    </div>
  );
}
