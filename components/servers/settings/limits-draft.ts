import { limits } from '#lib/contracts/limits.ts';
import {
  anonymousDefaults,
  publicServerDefaults,
  type CallLimits,
  type PublicLimits,
} from '#lib/contracts/server-settings.ts';

/** A limit as a field: its bounds, and what holds at a public server where nothing is written. */
export interface LimitField<K extends string = string> {
  key: K;
  /** How many of the contract's units one of the field's is: bytes are written in KiB. */
  unit: number;
  min: number;
  max: number;
  publicDefault: number;
}

const KIB = 1_024;

export const callLimitFields: readonly LimitField<keyof CallLimits>[] = [
  { key: 'callsPerMinute', unit: 1, min: 1, max: 1_000_000, publicDefault: publicServerDefaults.callsPerMinute },
  { key: 'concurrentCalls', unit: 1, min: 1, max: 10_000, publicDefault: publicServerDefaults.concurrentCalls },
  { key: 'bodyBytes', unit: KIB, min: 1, max: limits.inputBytes / KIB, publicDefault: publicServerDefaults.bodyBytes },
  {
    key: 'resultBytes',
    unit: KIB,
    min: 1,
    max: limits.runBytes / KIB,
    publicDefault: publicServerDefaults.resultBytes,
  },
];

export const publicLimitFields: readonly LimitField<keyof PublicLimits>[] = [
  { key: 'callsPerMinute', unit: 1, min: 1, max: 10_000, publicDefault: anonymousDefaults.callsPerMinute },
  { key: 'callsPerDay', unit: 1, min: 1, max: 1_000_000, publicDefault: anonymousDefaults.callsPerDay },
  {
    key: 'workspaceCallsPerDay',
    unit: 1,
    min: 1,
    max: 10_000_000,
    publicDefault: anonymousDefaults.workspaceCallsPerDay,
  },
];

/** Limits as they are written: a text for each field, empty where nothing is limited. */
export type LimitsDraft = Readonly<Record<string, string>>;

export function limitsDraftOf<K extends string>(
  fields: readonly LimitField<K>[],
  set: { readonly [P in K]?: number | undefined } = {},
): LimitsDraft {
  return Object.fromEntries(
    fields.map(({ key, unit }) => [key, set[key] === undefined ? '' : String(set[key] / unit)]),
  );
}

/** The limits that a draft says, or which of its fields are no such numbers. */
export function readLimits<K extends string>(
  fields: readonly LimitField<K>[],
  draft: LimitsDraft,
): { ok: true; limits: { [P in K]?: number } } | { ok: false; faults: ReadonlySet<string> } {
  const written = fields.flatMap((field) => {
    const text = draft[field.key]?.trim() ?? '';
    return text === '' ? [] : [{ ...field, number: Number(text) }];
  });
  const wrong = written.filter(
    ({ number, unit, min, max }) => !Number.isInteger(number * unit) || !(number >= min && number <= max),
  );
  if (wrong.length > 0) return { ok: false, faults: new Set(wrong.map(({ key }) => key)) };
  const limits = Object.fromEntries(written.map(({ key, number, unit }) => [key, number * unit]));
  return { ok: true, limits: limits as { [P in K]?: number } };
}
