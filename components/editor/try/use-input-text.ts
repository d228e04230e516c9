'use client';
import { useMemo } from 'react';
import { useTemplates } from '#components/workflows/use-workflows.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { startInput } from '#lib/editor/start-input.ts';
import { useSession, useUi } from '../session/editor-context.tsx';

/** Longer inputs are not kept. */
const maxKeptLetters = 20_000;

/** The input as JSON text: what was last entered for this trigger in this browser, else what the trigger starts from. */
export function useInputText(trigger: WorkflowNode): [text: string, setText: (text: string) => void] {
  const { workflow, ui } = useSession();
  const templates = useTemplates();
  const storageKey = `tw-try:${workflow.id}:${trigger.id}`;
  const entered = useUi((state) => state.inputs[trigger.id]);
  const kept = useMemo(() => window.localStorage.getItem(storageKey), [storageKey]);
  const start = useMemo(
    () => JSON.stringify(startInput(trigger, templates.data?.items ?? []), null, 2),
    [trigger, templates.data],
  );
  const setText = (text: string): void => {
    ui.setState((state) => ({ inputs: { ...state.inputs, [trigger.id]: text } }));
    if (text.length < maxKeptLetters) window.localStorage.setItem(storageKey, text);
  };
  return [entered ?? kept ?? start, setText];
}
