'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Checkbox, Field, type FieldControlProps, Input, Select, Switch, Textarea } from '#components/ui/index.ts';
import { choiceOf, optionsOf, type SchemaField } from '#lib/contracts/schema-fields.ts';
import { parseJsonText } from '#lib/editor/json-text.ts';
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
  const { title } = row.rest;
  const type = t(`schema.type.${choiceOf(row)}`);
  return (
    <Field
      label={typeof title === 'string' && title !== '' ? title : <span className="font-mono text-xs">{row.name}</span>}
      aside={<span className="text-faint text-xs">{row.required ? type : t('try.optionalType', { type })}</span>}
      help={row.description || undefined}
      error={error}
    >
      {(control) => <TypedInput control={control} row={row} value={value} onChange={onChange} />}
    </Field>
  );
}

function TypedInput({ control, row, value, onChange }: InputFieldProps & { control: FieldControlProps }) {
  const options = optionsOf(row) ?? [];
  const choice = choiceOf(row);
  if (row.type === 'boolean') {
    return <Switch {...control} checked={value === true} onCheckedChange={(checked) => onChange(checked)} />;
  }
  if (options.length > 0 && choice === 'choice') {
    return (
      <Select
        {...control}
        value={typeof value === 'string' ? value : undefined}
        options={options.map((option) => ({ value: option, label: option }))}
        onValueChange={onChange}
      />
    );
  }
  if (options.length > 0) return <TickedOptions label={row.name} options={options} value={value} onChange={onChange} />;
  if (choice === 'file') return <FileInput control={control} value={value} onChange={onChange} />;
  if (row.type === 'array' || row.type === 'object')
    return <JsonInput control={control} value={value} onChange={onChange} />;
  const isNumber = row.type === 'number' || row.type === 'integer';
  if (choice === 'longText') {
    const text = typeof value === 'string' ? value : '';
    const change = (next: string) => onChange(readScalar(next, false, row.required));
    return <Textarea {...control} rows={4} value={text} onChange={(event) => change(event.target.value)} />;
  }
  return (
    <Input
      {...control}
      type={choice === 'date' ? 'date' : 'text'}
      inputMode={isNumber ? 'decimal' : 'text'}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={(event) => onChange(readScalar(event.target.value, isNumber, row.required))}
    />
  );
}

interface TickedOptionsProps {
  label: string;
  options: readonly string[];
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Any of a few, in their own order. */
function TickedOptions({ label, options, value, onChange }: TickedOptionsProps) {
  const ticked = new Set(Array.isArray(value) ? value : []);
  const tick = (option: string, isTicked: boolean) =>
    onChange(options.filter((other) => (other === option ? isTicked : ticked.has(other))));
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-1.5">
      {options.map((option) => (
        <label key={option} className="flex w-fit items-center gap-2 text-sm">
          <Checkbox checked={ticked.has(option)} onCheckedChange={(next) => tick(option, next === true)} />
          {option}
        </label>
      ))}
    </div>
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
