'use client';
import { Select, Input, type FieldControlProps } from '../ui/index.ts';
import { isPairs, type DraftField, type DraftValue } from './connection-draft.ts';
import { PairsControl } from './pairs-control.tsx';
import { SecretControl } from './secret-control.tsx';

interface DraftFieldControlProps {
  field: DraftField;
  control: FieldControlProps;
  value: DraftValue;
  /** A secret is stored: empty means that it stays. */
  stored: boolean;
  onChange: (value: DraftValue) => void;
}

/** The control that a connector's field asks for. */
export function DraftFieldControl({ field, control, value, stored, onChange }: DraftFieldControlProps) {
  if (isPairs(value)) return <PairsControl control={control} value={value} onChange={onChange} />;
  if (field.secret || typeof value !== 'string') {
    return <SecretControl control={control} value={value} stored={stored} onChange={onChange} />;
  }
  if (field.control === 'select') {
    return <Select {...control} value={value} options={field.options} onValueChange={onChange} />;
  }
  return (
    <Input
      {...control}
      type="text"
      inputMode={field.control === 'number' ? 'numeric' : undefined}
      autoComplete="off"
      spellCheck={false}
      placeholder={field.placeholder}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
