import type { ClientBase, Pool } from 'pg';
import { limits } from '#lib/contracts/limits.ts';
import { packHashed, packReference, packText, referenceIn, unpackJson } from '#lib/db/packed-json.ts';
import { findStoredValues, type StoredValueRow } from '#lib/db/stored-values.ts';
import type { StepRecord } from '#lib/runner/ports.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';

/** A step as it is kept: a large value is named by its hash, beside where it would stand, so that no data can claim it. */
export type KeptStep = StepRecord & { inputAt?: string; outputAt?: string };

interface Run {
  workspaceId: string;
  id: string;
}

const NONE: ReadonlyMap<unknown, string> = new Map();
/** The text of so many steps is made at once, and mostly it is seen that none of them can be large. */
const STEPS_AT_ONCE = 64;

/**
 * Packs what is kept of one run. Values over 32 kB are set apart, once for each content: `rows` are to be stored in the
 * same commit. Whatever is smaller costs nothing but a comparison.
 */
export class LargeValues {
  readonly #run: Run;
  readonly rows: StoredValueRow[] = [];
  /** The same object is often the input of a run, the output of its trigger and its result. */
  #hashOf = NONE;

  constructor(run: Run) {
    this.#run = run;
  }

  pack(value: unknown): Buffer {
    const known = this.#hashOf.get(value);
    if (known !== undefined) return packReference(Buffer.from(known, 'hex'));
    const text = JSON.stringify(value) ?? 'null';
    return isLarge(text) ? packReference(Buffer.from(this.#keep(value, text), 'hex')) : packText(text);
  }

  packSteps(steps: readonly StepRecord[]): Buffer {
    if (steps.length <= STEPS_AT_ONCE) return packText(this.#textOfSome(steps));
    const texts: string[] = [];
    for (let at = 0; at < steps.length; at += STEPS_AT_ONCE) {
      texts.push(this.#textOfSome(steps.slice(at, at + STEPS_AT_ONCE)).slice(1, -1));
    }
    return packText(`[${texts.join()}]`);
  }

  packStep(step: StepRecord): Buffer {
    return packText(this.#textOf(step));
  }

  #textOfSome(steps: readonly StepRecord[]): string {
    if (this.rows.length === 0) {
      const text = JSON.stringify(steps);
      if (!isLarge(text)) return text;
    }
    return `[${steps.map((step) => this.#textOf(step)).join()}]`;
  }

  #textOf(step: StepRecord): string {
    if (!this.#isSurelyLarge(step.input) && !this.#isSurelyLarge(step.output)) {
      const text = JSON.stringify(step);
      if (!isLarge(text)) return text;
    }
    const { input, output, ...rest } = step;
    const members = [this.#member('input', input), this.#member('output', output)].filter((text) => text !== '');
    return `${[JSON.stringify(rest).slice(0, -1), ...members].join()}}`;
  }

  #isSurelyLarge(value: unknown): boolean {
    return (typeof value === 'string' && value.length > limits.byReferenceBytes) || this.#hashOf.has(value);
  }

  /** `"output":VALUE`, or `"outputAt":HASH` for a large value, which is kept from now on. Each is made to text once. */
  #member(name: 'input' | 'output', value: unknown): string {
    let hash = this.#hashOf.get(value);
    if (hash === undefined) {
      const text = JSON.stringify(value);
      if (text === undefined) return '';
      if (!isLarge(text)) return `"${name}":${text}`;
      hash = this.#keep(value, text);
    }
    return `"${name}At":"${hash}"`;
  }

  #keep(value: unknown, text: string): string {
    const { sha256, bytes } = packHashed(text);
    const hash = sha256.toString('hex');
    this.#hashOf = new Map(this.#hashOf).set(value, hash);
    if (!this.rows.some((row) => row.sha256.equals(sha256))) {
      const { workspaceId, id: executionId } = this.#run;
      this.rows.push({ id: newId(), workspaceId, executionId, sha256, bytes });
    }
    return hash;
  }
}

/** A text of so many letters may have three times as many bytes: only what may be large is measured. */
function isLarge(text: string): boolean {
  const limit = limits.byReferenceBytes;
  return text.length > limit || (text.length * 3 > limit && Buffer.byteLength(text) > limit);
}

/** What is kept of a run, whole again. */
export interface KeptRun {
  input: JsonValue;
  output: JsonValue;
  steps: StepRecord[];
}

/** What is kept of a run with its large values named. */
export interface NamedRun {
  input: JsonValue;
  inputAt?: string;
  output: JsonValue;
  outputAt?: string;
  steps: readonly KeptStep[];
}

/** The same without its large values: nothing of them is loaded. */
export function namedRun(packed: {
  input: Uint8Array | null;
  output: Uint8Array | null;
  steps: readonly KeptStep[];
}): NamedRun {
  const inputAt = packed.input && referenceIn(packed.input);
  const outputAt = packed.output && referenceIn(packed.output);
  return {
    input: packed.input === null || inputAt !== null ? null : unpackJson(packed.input),
    ...(inputAt !== null && { inputAt }),
    output: packed.output === null || outputAt !== null ? null : unpackJson(packed.output),
    ...(outputAt !== null && { outputAt }),
    steps: packed.steps,
  };
}

/** Reads what `LargeValues` packed; large values come in one query, and without them there is none. */
export async function unpackRun(
  pool: Pool | ClientBase,
  run: Run,
  packed: { input?: Uint8Array | null; output?: Uint8Array | null; steps: readonly KeptStep[] },
): Promise<KeptRun> {
  const { input = null, output = null, steps } = packed;
  const columns = [input, output].flatMap((bytes) => (bytes === null ? [] : (referenceIn(bytes) ?? [])));
  const inSteps = steps.flatMap(({ inputAt, outputAt }) => [inputAt ?? [], outputAt ?? []].flat());
  const values = await readValues(pool, run, [...new Set([...columns, ...inSteps])]);
  const valueOf = (hash: string): JsonValue => {
    const value = values.get(hash);
    if (value === undefined) throw new Error(`The value ${hash} of the run ${run.id} is gone`);
    return value;
  };
  const unpacked = (bytes: Uint8Array | null): JsonValue => {
    if (bytes === null) return null;
    const hash = referenceIn(bytes);
    return hash === null ? unpackJson(bytes) : valueOf(hash);
  };
  return {
    input: unpacked(input),
    output: unpacked(output),
    steps: inSteps.length === 0 ? [...steps] : steps.map((step) => wholeStep(step, valueOf)),
  };
}

function wholeStep({ inputAt, outputAt, ...step }: KeptStep, valueOf: (hash: string) => JsonValue): StepRecord {
  return {
    ...step,
    ...(inputAt !== undefined && { input: valueOf(inputAt) }),
    ...(outputAt !== undefined && { output: valueOf(outputAt) }),
  };
}

async function readValues(
  pool: Pool | ClientBase,
  run: Run,
  hashes: readonly string[],
): Promise<Map<string, JsonValue>> {
  if (hashes.length === 0) return new Map();
  const rows = await findStoredValues(pool, { ...run, hashes });
  return new Map(rows.map(({ hash, bytes }) => [hash, unpackJson(bytes)]));
}

/** Steps as their column has them; `unpackRun` makes them whole. */
export function keptSteps(trace: Uint8Array): KeptStep[] {
  return unpackJson(trace) as unknown as KeptStep[];
}

/** A step as its row has it. */
export function keptStep(record: Uint8Array): KeptStep {
  return unpackJson(record) as unknown as KeptStep;
}
