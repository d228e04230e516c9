'use client';
import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';
import { fieldsFromSchema } from '#lib/contracts/schema-fields.ts';
import { parseJsonText } from '#lib/editor/json-text.ts';
import { sampleInput } from '#lib/editor/sample-input.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { InputField } from '../../editor/try/input-field.tsx';
import { Field, Form, SegmentedControl, Textarea } from '../../ui/index.ts';

type View = 'form' | 'json';

interface SchemaFormProps {
  /** Of an object; null: nothing is asked. */
  schema: Record<string, unknown> | null;
  onSubmit: (input: Record<string, unknown>) => void;
  /** The buttons; `ready` is false while the text is no object. */
  actions: (ready: boolean) => ReactNode;
}

/** Asks for an object: a field for each member, or its JSON. */
export function SchemaForm({ schema, onSubmit, actions }: SchemaFormProps) {
  const t = useTranslations('playground');
  const [text, setText] = useState(() => JSON.stringify(schema ? (sampleInput(schema) ?? {}) : {}, null, 2));
  const [view, setView] = useState<View>('form');
  const rows = schema ? fieldsFromSchema(schema) : [];
  const parsed = parseJsonText(text, false);
  const value = parsed.ok && isJsonObject(parsed.value) ? parsed.value : null;
  const canForm = rows !== null && value !== null;
  const shown = canForm ? view : 'json';
  return (
    <Form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (value) onSubmit(value);
      }}
    >
      {rows?.length === 0 ? (
        <p className="text-muted text-sm">{t('noInput')}</p>
      ) : (
        <SegmentedControl<View>
          label={t('inputView')}
          className="self-start"
          value={shown}
          onValueChange={setView}
          options={[
            { value: 'form', label: t('form') },
            { value: 'json', label: 'JSON' },
          ]}
        />
      )}
      {shown === 'json' || !rows || !value ? (
        <Field label={t('inputJson')} error={value ? undefined : t('notAnObject')}>
          {(control) => (
            <Textarea
              {...control}
              rows={Math.min(16, text.split('\n').length + 1)}
              className="font-mono text-xs"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      ) : (
        rows.map((row) => (
          <InputField
            key={row.name}
            row={row}
            value={value[row.name]}
            onChange={(next) => {
              const { [row.name]: _, ...rest } = value;
              setText(JSON.stringify(next === undefined ? rest : { ...value, [row.name]: next }, null, 2));
            }}
          />
        ))
      )}
      <div className="flex flex-wrap gap-2">{actions(value !== null)}</div>
    </Form>
  );
}
