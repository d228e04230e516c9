'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Field, type FieldControlProps, Input, Select, Switch, Textarea } from '#components/ui/index.ts';
import { parseJsonText } from '#lib/editor/json-text.ts';
import { choiceOf, isFileField, type SchemaField } from '#lib/editor/schema-fields.ts';
import { FileInput } from './file-input.tsx';

interface InputFieldProps {
  row: SchemaField;
  value: unknown;
  /** Why the last run refused this argument. */
  error?: string | undefined;
  /** `undefined`: leave the member out. */
  onChange: (value: unknown) => void;
}

/** One argument of the tool, by its type. */
export function InputField({ row, value, error, onChange }: InputFieldProps) {
  const t = useTranslations('editor');
  const type = t(`schema.type.${choiceOf(row)}`);
  return (
    <Field
      label={<span className="font-mono text-xs">{row.name}</span>}
      aside={<span className="text-faint text-xs">{row.required ? type : t('try.optionalType', { type })}</span>}
      help={row.description || undefined}
      error={error}
    >
      {(control) => <TypedInput control={control} row={row} value={value} onChange={onChange} />}
    </Field>
  );
}

function TypedInput({ control, row, value, onChange }: InputFieldProps & { control: FieldControlProps }) {
  const options = Array.isArray(row.rest.enum)
    ? row.rest.enum.filter((entry) => typeof entry === 'string' && entry !== '')
    : [];
  if (row.type === 'boolean') {
    return <Switch {...control} checked={value === true} onCheckedChange={(checked) => onChange(checked)} />;
  }
  if (options.length > 0) {
    return (
      <Select
        {...control}
        value={typeof value === 'string' ? value : undefined}
        options={options.map((option) => ({ value: String(option), label: String(option) }))}
        onValueChange={onChange}
      />
    );
  }
  if (isFileField(row)) return <FileInput control={control} value={value} onChange={onChange} />;
  if (row.type === 'array' || row.type === 'object')
    return <JsonInput control={control} value={value} onChange={onChange} />;
  const isNumber = row.type === 'number' || row.type === 'integer';
  return (
    <Input
      {...control}
      inputMode={isNumber ? 'decimal' : 'text'}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={(event) => onChange(readScalar(event.target.value, isNumber, row.required))}
    />
  );
}

/** What was typed, as the schema wants it; a text that is no number stays a text, and the server says what is wrong. */
function readScalar(text: string, isNumber: boolean, required: boolean): unknown {
  if (text === '' && !(required && !isNumber)) return undefined;
  return isNumber && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function JsonInput({
  control,
  value,
  onChange,
}: {
  control: FieldControlProps;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value)));
  const committed = useRef(value);
  useEffect(() => {
    if (JSON.stringify(committed.current) === JSON.stringify(value)) return;
    committed.current = value;
    setText(value === undefined ? '' : JSON.stringify(value));
  }, [value]);
  const parsed = parseJsonText(text, false);
  return (
    <Textarea
      {...control}
      aria-invalid={!parsed.ok || control['aria-invalid']}
      className="font-mono text-xs"
      spellCheck={false}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const next = parseJsonText(event.target.value, false);
        if (!next.ok) return;
        committed.current = next.value;
        onChange(next.value);
      }}
    />
  );
}
