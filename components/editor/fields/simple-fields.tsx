'use client';
import { Dices } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton, Input, Select, Switch, Textarea } from '#components/ui/index.ts';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';

const asText = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** A literal text; one that nobody should guess can be drawn anew. */
export function TextField({ field, value, onChange, id, describedBy, invalid, readOnly }: ControlProps) {
  const t = useTranslations('editor.fields');
  const { editor } = useSession();
  const props = {
    id,
    'aria-describedby': describedBy,
    'aria-invalid': invalid || undefined,
    readOnly,
    placeholder: field.placeholder ?? undefined,
    value: asText(value),
    onBlur: () => editor.mark(),
  };
  const commit = (text: string) => onChange(text === '' && !field.required ? undefined : text);
  if (field.control === 'textarea') {
    return <Textarea {...props} rows={3} onChange={(event) => commit(event.target.value)} />;
  }
  const input = <Input {...props} spellCheck={false} onChange={(event) => commit(event.target.value)} />;
  if (readOnly || field.schema['x-generate'] !== 'random') return input;
  return (
    <div className="flex items-center gap-1">
      <div className="min-w-0 flex-1">{input}</div>
      <IconButton label={t('draw')} onClick={() => onChange(crypto.randomUUID())}>
        <Dices aria-hidden />
      </IconButton>
    </div>
  );
}

/** A number; what is not one yet is kept as it was typed, and validation says so. */
export function NumberField({ field, value, onChange, id, describedBy, invalid, readOnly }: ControlProps) {
  const { editor } = useSession();
  return (
    <Input
      id={id}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      readOnly={readOnly}
      inputMode="decimal"
      placeholder={field.placeholder ?? (field.default === undefined ? undefined : asText(field.default))}
      value={asText(value)}
      onBlur={() => editor.mark()}
      onChange={(event) => {
        const text = event.target.value.trim();
        onChange(text === '' ? undefined : /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
      }}
    />
  );
}

export function SelectField({ field, value, onChange, id, describedBy, invalid, readOnly }: ControlProps) {
  const shown = typeof value === 'string' ? value : typeof field.default === 'string' ? field.default : undefined;
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      disabled={readOnly}
      value={shown}
      {...(field.placeholder !== null && { placeholder: field.placeholder })}
      options={field.options}
      onValueChange={onChange}
    />
  );
}

export function SwitchField({ field, value, onChange, id, describedBy, readOnly }: ControlProps) {
  const t = useTranslations('editor.fields');
  const checked = typeof value === 'boolean' ? value : field.default === true;
  return (
    <div className="flex h-8 items-center gap-2">
      <Switch id={id} aria-describedby={describedBy} disabled={readOnly} checked={checked} onCheckedChange={onChange} />
      <span className="text-muted text-xs">{checked ? t('on') : t('off')}</span>
    </div>
  );
}
