'use client';
import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, IconButton, Input, type FieldControlProps } from '../ui/index.ts';
import type { Pairs } from './connection-draft.ts';
import { SecretControl } from './secret-control.tsx';

interface PairsControlProps {
  control: FieldControlProps;
  value: Pairs;
  onChange: (value: Pairs) => void;
}

/** Names with secret values, one row each. */
export function PairsControl({ control, value, onChange }: PairsControlProps) {
  const t = useTranslations('connections');
  const update = (index: number, pair: Pairs[number]) =>
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
          <SecretControl
            control={{ 'aria-label': t('headerValue', { number: index + 1 }) }}
            placeholder={t('headerValueShort')}
            stored={false}
            value={secret}
            onChange={(next) => update(index, [name, next])}
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
