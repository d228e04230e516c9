'use client';
import { Play } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, Field, Form, SegmentedControl, Select } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { placeInputErrors, withoutField } from '#lib/editor/input-errors.ts';
import { parseJsonText } from '#lib/editor/json-text.ts';
import { startSchema } from '#lib/editor/start-input.ts';
import { fieldsFromSchema, type SchemaField } from '#lib/contracts/schema-fields.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { LazyCodeField } from '../fields/lazy-code-field.tsx';
import { useJsonFaultText } from '../fields/use-json-fault-text.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { InputField } from './input-field.tsx';
import { RefusedInput } from './refused-input.tsx';
import { useInputText } from './use-input-text.ts';
import { useTry } from './use-try.ts';

type View = 'form' | 'json';

/** The triggers that can be tried: enabled ones. */
function useTriggers(): WorkflowNode[] {
  const { editor } = useSession();
  const nodes = useEditor((state) => state.definition.nodes);
  return useMemo(
    () => nodes.filter((node) => !node.disabled && editor.describe(node.type, node.version)?.role === 'trigger'),
    [nodes, editor],
  );
}

/** Sample input, made of the trigger's schema, and the button that runs it. */
export function InputForm() {
  const t = useTranslations('editor.try');
  const { ui } = useSession();
  const triggers = useTriggers();
  const key = useUi((state) => state.tryTrigger);
  const trigger = triggers.find((node) => node.key === key) ?? triggers[0];
  if (!trigger) return <p className="text-muted text-sm">{t('noTrigger')}</p>;
  return (
    <div className="flex flex-col gap-3">
      {triggers.length > 1 ? (
        <Field label={t('trigger')}>
          {(control) => (
            <Select
              {...control}
              value={trigger.key}
              options={triggers.map((node) => ({ value: node.key, label: node.name || node.key }))}
              onValueChange={(next) => {
                ui.setState({ inputErrors: [], tryTrigger: next });
              }}
            />
          )}
        </Field>
      ) : null}
      <TriggerInput key={trigger.id} trigger={trigger} named={triggers.length > 1} />
    </div>
  );
}

function TriggerInput({ trigger, named }: { trigger: WorkflowNode; named: boolean }) {
  const t = useTranslations('editor.try');
  const faultText = useJsonFaultText();
  const { tryWorkflow } = useTry();
  const trying = useUi((state) => state.trying);
  const readOnly = useEditor((state) => state.readOnly);
  const [text, setText] = useInputText(trigger);
  const rows = fieldsFromSchema(startSchema(trigger));
  const [view, setView] = useState<View>('form');
  const parsed = parseJsonText(text, false);
  const asObject = parsed.ok && isJsonObject(parsed.value) ? parsed.value : null;
  const canForm = rows !== null && rows.length > 0 && asObject !== null;
  const shown = canForm ? view : 'json';
  const run = () => {
    if (parsed.ok) void tryWorkflow(named ? trigger.key : undefined, parsed.value ?? null);
  };
  return (
    <Form
      className="flex flex-col gap-3"
      data-try-form
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <div className="flex items-center justify-between gap-2">
        <SegmentedControl<View>
          label={t('inputView')}
          value={shown}
          onValueChange={setView}
          options={[
            { value: 'form', label: t('form') },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <Button type="submit" variant="primary" busy={trying} disabled={!parsed.ok || readOnly}>
          <Play aria-hidden />
          {t('run')}
        </Button>
      </div>
      {shown === 'form' && rows && asObject ? (
        <InputFields rows={rows} value={asObject} onChange={(next) => setText(JSON.stringify(next, null, 2))} />
      ) : (
        <JsonText text={text} onChange={setText} message={parsed.ok ? null : faultText(parsed)} />
      )}
    </Form>
  );
}

interface InputFieldsProps {
  rows: readonly SchemaField[];
  value: Record<string, unknown>;
  onChange: (value: Record<string, unknown>) => void;
}

/** A field for each argument; after a refused run each message stands at its field, and the first wrong one has the focus. */
function InputFields({ rows, value, onChange }: InputFieldsProps) {
  const { ui } = useSession();
  const box = useRef<HTMLDivElement>(null);
  const errors = useUi((state) => state.inputErrors);
  const trying = useUi((state) => state.trying);
  const placed = placeInputErrors(
    errors,
    rows.map((row) => row.name),
  );
  useEffect(() => {
    if (!trying) box.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [trying]);
  return (
    <div ref={box} className="flex flex-col gap-3">
      {rows.map((row) => (
        <InputField
          key={row.name}
          row={row}
          value={value[row.name]}
          error={placed.fields.get(row.name)}
          onChange={(next) => {
            const { [row.name]: _, ...rest } = value;
            ui.setState({ inputErrors: withoutField(errors, row.name) });
            onChange(next === undefined ? rest : { ...value, [row.name]: next });
          }}
        />
      ))}
      <RefusedInput messages={placed.others} />
    </div>
  );
}

interface JsonTextProps {
  text: string;
  onChange: (text: string) => void;
  /** Why the text is no JSON. */
  message: string | null;
}

function JsonText({ text, onChange, message }: JsonTextProps) {
  const t = useTranslations('editor.try');
  const { ui } = useSession();
  const errors = useUi((state) => state.inputErrors);
  return (
    <>
      <LazyCodeField
        language="json-plain"
        label={t('inputJson')}
        value={text}
        onChange={(next) => {
          ui.setState({ inputErrors: [] });
          onChange(next);
        }}
        invalid={message !== null}
        ownHistory
      />
      {message === null ? null : <p className="text-error text-xs">{message}</p>}
      <RefusedInput messages={placeInputErrors(errors, []).others} />
    </>
  );
}
