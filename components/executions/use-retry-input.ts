'use client';
import { useMemo, useState } from 'react';
import type { Execution, Step } from '#lib/contracts/execution.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { useNodeTypes } from '../workflows/use-node-types.ts';
import type { RunNodes } from './use-executions.ts';
import { useWholeValue } from './use-large-value.ts';

/**
 * The input that a retry starts with, as text that can be edited: that of the run, or of the chosen step. A large one is
 * loaded when somebody wants to change it; of a step that never came to its input the config is there instead.
 */
export function useRetryInput(execution: Execution, step: Step | null, nodes: RunNodes) {
  const place = step?.nodeId ?? '';
  const [written, setWritten] = useState<{ place: string; text: string } | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  const type = useNodeTypes().data?.find((each) => each.type === step?.type);
  const { inputAt } = step ?? execution;
  const large = useWholeValue(inputAt === undefined ? null : { id: execution.id, sha256: inputAt }, wanted === place);
  const unresolved = step !== null && step.input === null && inputAt === undefined;
  const small = unresolved ? nodes.configs.get(step.nodeId) : (step ?? execution).input;
  const known = inputAt === undefined ? { value: small } : large.data;
  const isKnown = known !== undefined;
  const value = known?.value ?? null;
  const original = useMemo(() => (isKnown ? JSON.stringify(value, null, 2) : null), [isKnown, value]);
  const text = written?.place === place ? written.text : original;
  const parsed = parse(text ?? '{}');
  return {
    text,
    value: parsed.value,
    isJson: parsed.isJson,
    ok: parsed.isJson && (step === null || isObject(parsed.value) || text === original),
    edited: text !== original,
    unresolved,
    nothingToEdit: type !== undefined && step !== null && isAllFixed(type),
    loading: large.isFetching,
    error: large.error,
    load: () => setWanted(place),
    write: (next: string) => setWritten({ place, text: next }),
  };
}

function parse(text: string): { isJson: boolean; value: unknown } {
  try {
    return { isJson: true, value: JSON.parse(text) as unknown };
  } catch {
    return { isJson: false, value: undefined };
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Code, conditions and choices are the workflow's: a step that has nothing else takes no other input. */
function isAllFixed({ configSchema }: Pick<NodeTypeDescription, 'configSchema'>): boolean {
  const properties = Object.values((configSchema['properties'] ?? {}) as Record<string, Record<string, unknown>>);
  return properties.every((property) => property['x-literal'] === true || property['x-lazy'] === true);
}
