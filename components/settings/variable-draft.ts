import { variableLimits, variableNameSchema, type Variable } from '#lib/contracts/api/variables.ts';
import { connectionHostSchema } from '#lib/contracts/connector.ts';
import type { VariableChange } from './use-variables.ts';

export const variableKinds = ['text', 'json', 'secret'] as const;
export type VariableKind = (typeof variableKinds)[number];

/** A variable as it is being written: its value as somebody types it. */
export interface VariableDraft {
  name: string;
  kind: VariableKind;
  value: string;
  /** Of a secret; separated by blanks, commas or line breaks. */
  hosts: string;
}

/** What to begin with: empty, or a variable as it is. A secret's value is never known here. */
export function draftOf(variable: Variable | null): VariableDraft {
  if (!variable) return { name: '', kind: 'text', value: '', hosts: '' };
  const { name, secret, value } = variable;
  const hosts = variable.hosts.join(', ');
  if (secret) return { name, kind: 'secret', value: '', hosts };
  if (typeof value === 'string') return { name, kind: 'text', value, hosts };
  return { name, kind: 'json', value: JSON.stringify(value, null, 2), hosts };
}

export type VariableFault = 'nameWrong' | 'nameTaken' | 'valueRequired' | 'jsonWrong' | 'tooLarge' | 'hostsWrong';
type VariableFaults = { [K in 'name' | 'value' | 'hosts']?: VariableFault };

/** What is wrong with a draft, by field; the change to send if nothing is. `taken`: names that others have. */
export function readDraft(draft: VariableDraft, taken: readonly string[]): { change: VariableChange } | VariableFaults {
  const name = draft.name.trim();
  const parsed = parseValue(draft);
  const hosts = draft.kind === 'secret' ? hostsOf(draft) : null;
  const faults: VariableFaults = {};
  if (!variableNameSchema.safeParse(name).success) faults.name = 'nameWrong';
  else if (taken.includes(name)) faults.name = 'nameTaken';
  if ('fault' in parsed) faults.value = parsed.fault;
  if (hosts?.some((host) => !connectionHostSchema.safeParse(host).success)) faults.hosts = 'hostsWrong';
  if (faults.name || faults.hosts || 'fault' in parsed) return faults;
  return { change: { name, value: parsed.value, secret: draft.kind === 'secret', ...(hosts && { hosts }) } };
}

function hostsOf({ hosts }: VariableDraft): string[] {
  return hosts.split(/[\s,]+/).filter((host) => host !== '');
}

function parseValue({ kind, value }: VariableDraft): { value: VariableChange['value'] } | { fault: VariableFault } {
  if (kind === 'secret' && value === '') return { fault: 'valueRequired' };
  if (new TextEncoder().encode(JSON.stringify(value)).length > variableLimits.valueBytes) return { fault: 'tooLarge' };
  if (kind !== 'json') return { value };
  try {
    return { value: JSON.parse(value) as VariableChange['value'] };
  } catch {
    return { fault: value.trim() === '' ? 'valueRequired' : 'jsonWrong' };
  }
}
