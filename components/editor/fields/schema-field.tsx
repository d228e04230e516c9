'use client';
import { Plus, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Button, Checkbox, IconButton, Input, SegmentedControl, Select, Textarea } from '#components/ui/index.ts';
import {
  choiceOf,
  fieldChoices,
  fieldsFromSchema,
  labelFromName,
  optionsOf,
  type SchemaField as Row,
} from '#lib/contracts/schema-fields.ts';
import { fieldNameProblem, schemaFromFields, withChoice, withOptions } from '#lib/editor/schema-fields.ts';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';
import { JsonField } from './json-field.tsx';

type View = 'form' | 'json';

/** A JSON Schema: rows of fields for what people usually need, the raw JSON for everything else. */
export function SchemaField(props: ControlProps) {
  const t = useTranslations('editor.schema');
  const canShowRows = fieldsFromSchema(props.value) !== null;
  const [view, setView] = useState<View>(canShowRows ? 'form' : 'json');
  const shown: View = canShowRows ? view : 'json';
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <SegmentedControl<View>
          label={t('view')}
          value={shown}
          onValueChange={setView}
          options={[
            { value: 'form', label: t('form') },
            { value: 'json', label: 'JSON' },
          ]}
        />
        {canShowRows ? null : <span className="text-muted text-xs">{t('onlyJson')}</span>}
      </div>
      {shown === 'form' ? <SchemaRows {...props} /> : <JsonField {...props} />}
    </div>
  );
}

function SchemaRows({ field, value, onChange, readOnly }: ControlProps) {
  const t = useTranslations('editor.schema');
  const [rows, setRows] = useState<Row[]>(() => fieldsFromSchema(value) ?? []);
  const committed = useRef(value);
  useEffect(() => {
    if (committed.current === value) return;
    committed.current = value;
    setRows(fieldsFromSchema(value) ?? []);
  }, [value]);
  const commit = (next: Row[]) => {
    setRows(next);
    if (next.some((_, index) => fieldNameProblem(next, index) === 'duplicate')) return;
    committed.current = schemaFromFields(next, value);
    onChange(committed.current);
  };
  return (
    <div className="flex flex-col gap-2">
      {rows.length === 0 ? <p className="text-muted text-xs">{t('none')}</p> : null}
      {rows.map((row, index) => (
        <SchemaRow
          key={index}
          row={row}
          problem={fieldNameProblem(rows, index)}
          forPeople={field.schema['x-for'] === 'people'}
          readOnly={readOnly}
          onChange={(next) => commit(rows.map((other, place) => (place === index ? next : other)))}
          onRemove={() => commit(rows.filter((_, place) => place !== index))}
        />
      ))}
      {readOnly ? null : (
        <Button
          size="sm"
          className="self-start"
          onClick={() => setRows([...rows, { name: '', type: 'string', required: true, description: '', rest: {} }])}
        >
          <Plus aria-hidden />
          {t('addField')}
        </Button>
      )}
    </div>
  );
}

interface SchemaRowProps {
  row: Row;
  problem: 'empty' | 'duplicate' | null;
  /** Whoever fills it in is a person: fields have labels, and help. */
  forPeople: boolean;
  readOnly: boolean;
  onChange: (row: Row) => void;
  onRemove: () => void;
}

function SchemaRow({ row, problem, forPeople, readOnly, onChange, onRemove }: SchemaRowProps) {
  const t = useTranslations('editor.schema');
  const { editor } = useSession();
  const name = row.name || t('unnamed');
  return (
    <fieldset className="rounded-control border-line bg-subtle/60 border p-2" aria-label={name}>
      <div className="grid grid-cols-[minmax(0,1fr)_132px_28px] gap-1.5">
        <Input
          aria-label={t('name')}
          aria-invalid={problem === 'duplicate' || undefined}
          placeholder={t('name')}
          className="font-mono text-xs"
          spellCheck={false}
          autoFocus={row.name === '' && !readOnly}
          readOnly={readOnly}
          value={row.name}
          onBlur={() => editor.mark()}
          onChange={(event) => onChange({ ...row, name: event.target.value.trim() })}
        />
        <Select
          aria-label={t('typeOf', { name })}
          disabled={readOnly}
          value={choiceOf(row)}
          options={fieldChoices.map((type) => ({ value: type, label: t(`type.${type}`) }))}
          onValueChange={(choice) => onChange(withChoice(row, choice))}
        />
        {readOnly ? null : (
          <IconButton size="sm" className="size-8" label={t('remove', { name })} onClick={onRemove}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {forPeople ? (
        <Input
          aria-label={t('labelOf', { name })}
          placeholder={row.name === '' ? t('label') : labelFromName(row.name)}
          className="mt-1.5"
          readOnly={readOnly}
          value={typeof row.rest.title === 'string' ? row.rest.title : ''}
          onBlur={() => editor.mark()}
          onChange={(event) => onChange(withTitle(row, event.target.value))}
        />
      ) : null}
      {optionsOf(row) === null ? null : <OptionLines row={row} readOnly={readOnly} onChange={onChange} />}
      <Input
        aria-label={t('descriptionOf', { name })}
        placeholder={t(forPeople ? 'help' : 'description')}
        className="mt-1.5"
        readOnly={readOnly}
        value={row.description}
        onBlur={() => editor.mark()}
        onChange={(event) => onChange({ ...row, description: event.target.value })}
      />
      <label className="text-muted mt-1.5 flex w-fit items-center gap-2 text-xs">
        <Checkbox
          disabled={readOnly}
          checked={row.required}
          onCheckedChange={(checked) => onChange({ ...row, required: checked === true })}
        />
        {t('required')}
      </label>
      {problem === 'duplicate' ? <p className="text-error mt-1 text-xs">{t('duplicate')}</p> : null}
    </fieldset>
  );
}

/** What can be chosen, a line each. Lines that are still empty are kept here while somebody writes. */
function OptionLines({ row, readOnly, onChange }: Pick<SchemaRowProps, 'row' | 'readOnly' | 'onChange'>) {
  const t = useTranslations('editor.schema');
  const { editor } = useSession();
  const [text, setText] = useState(() => (optionsOf(row) ?? []).join('\n'));
  const options = linesOf(text);
  const known = optionsOf(row) ?? [];
  const shown = options.join('\n') === known.join('\n') ? text : known.join('\n');
  return (
    <Textarea
      aria-label={t('optionsOf', { name: row.name || t('unnamed') })}
      placeholder={t('options')}
      className="mt-1.5"
      rows={Math.min(8, Math.max(3, shown.split('\n').length))}
      readOnly={readOnly}
      value={shown}
      onBlur={() => editor.mark()}
      onChange={(event) => {
        setText(event.target.value);
        onChange(withOptions(row, linesOf(event.target.value)));
      }}
    />
  );
}

function linesOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ),
  ];
}

function withTitle(row: Row, title: string): Row {
  const { title: _old, ...rest } = row.rest;
  return { ...row, rest: title === '' ? rest : { ...rest, title } };
}
