'use client';
import { Play } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import { Button, Field, SegmentedControl, Select } from '#components/ui/index.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { parseJsonText } from '#lib/editor/json-text.ts';
import { sampleInput } from '#lib/editor/sample-input.ts';
import { fieldsFromSchema } from '#lib/editor/schema-fields.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { LazyCodeField } from '../fields/lazy-code-field.tsx';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { InputField } from './input-field.tsx';
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
  const triggers = useTriggers();
  const [key, setKey] = useState<string | undefined>(undefined);
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
              onValueChange={setKey}
            />
          )}
        </Field>
      ) : null}
      <TriggerInput key={trigger.id} trigger={trigger} named={triggers.length > 1} />
    </div>
  );
}

function startValue(trigger: WorkflowNode): unknown {
  if (trigger.config.sample !== undefined) return trigger.config.sample;
  return isJsonObject(trigger.config.inputSchema) ? sampleInput(trigger.config.inputSchema) : {};
}

/** The input of each trigger is remembered in this browser. */
function useRememberedInput(trigger: WorkflowNode) {
  const { workflow } = useSession();
  const storageKey = `tw-try:${workflow.id}:${trigger.id}`;
  const [text, setText] = useState(() => {
    const kept = window.localStorage.getItem(storageKey);
    return kept ?? JSON.stringify(startValue(trigger), null, 2);
  });
  useEffect(() => {
    if (text.length < 20_000) window.localStorage.setItem(storageKey, text);
  }, [storageKey, text]);
  return [text, setText] as const;
}

function TriggerInput({ trigger, named }: { trigger: WorkflowNode; named: boolean }) {
  const t = useTranslations('editor.try');
  const { tryWorkflow } = useTry();
  const trying = useUi((state) => state.trying);
  const readOnly = useEditor((state) => state.readOnly);
  const [text, setText] = useRememberedInput(trigger);
  const rows = fieldsFromSchema(trigger.config.inputSchema);
  const [view, setView] = useState<View>('form');
  const parsed = parseJsonText(text, false);
  const asObject = parsed.ok && isJsonObject(parsed.value) ? parsed.value : null;
  const canForm = rows !== null && rows.length > 0 && asObject !== null;
  const shown = canForm ? view : 'json';
  const run = () => {
    if (parsed.ok) void tryWorkflow(named ? trigger.key : undefined, parsed.value ?? null);
  };
  return (
    <form
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
        rows.map((row) => (
          <InputField
            key={row.name}
            row={row}
            value={asObject[row.name]}
            onChange={(value) => {
              const { [row.name]: _, ...others } = asObject;
              setText(JSON.stringify(value === undefined ? others : { ...asObject, [row.name]: value }, null, 2));
            }}
          />
        ))
      ) : (
        <>
          <LazyCodeField
            language="json-plain"
            label={t('inputJson')}
            value={text}
            onChange={setText}
            invalid={!parsed.ok}
            ownHistory
          />
          {parsed.ok ? null : <p className="text-error text-xs">{parsed.message}</p>}
        </>
      )}
    </form>
  );
}
