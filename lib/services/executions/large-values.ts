import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { limits } from '#lib/contracts/limits.ts';
import { packReference, packText, referenceIn, unpackJson } from '#lib/db/packed-json.ts';
import { findStoredValues, type StoredValueRow } from '#lib/db/stored-values.ts';
import type { StepRecord } from '#lib/runner/ports.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';

/** A step as it is kept: a large value is named by its hash, beside where it would stand, so that no data can claim it. */
type KeptStep = StepRecord & { inputAt?: string; outputAt?: string };

interface Run {
  workspaceId: string;
  id: string;
}

/**
 * Packs what is kept of one run. Values over 32 kB are set apart, once for each content: `rows` are to be stored in the
 * same commit. Whatever is smaller costs nothing but a comparison.
 */
export class LargeValues {
  readonly #run: Run;
  readonly #byHash = new Map<string, StoredValueRow>();
  /** The same object is often the input of a run, the output of its trigger and its result. */
  readonly #hashOf = new Map<unknown, string>();

  constructor(run: Run) {
    this.#run = run;
  }

  get rows(): StoredValueRow[] {
    return [...this.#byHash.values()];
  }

  pack(value: unknown): Buffer {
    const known = this.#hashOf.get(value);
    if (known !== undefined) return packReference(Buffer.from(known, 'hex'));
    const text = JSON.stringify(value) ?? 'null';
    return isLarge(text) ? packReference(Buffer.from(this.#keep(value, text), 'hex')) : packText(text);
  }

  packSteps(steps: readonly StepRecord[]): Buffer {
    const text = JSON.stringify(steps);
    if (!isLarge(text)) return packText(text);
    return packText(`[${steps.map((step) => this.#textOf(step)).join()}]`);
  }

  packStep(step: StepRecord): Buffer {
    return packText(this.#textOf(step));
  }

  #textOf(step: StepRecord): string {
    const text = JSON.stringify(step);
    if (!isLarge(text)) return text;
    const { input, output, ...rest } = step;
    const inputAt = this.#apart(input);
    const outputAt = this.#apart(output);
    const kept: KeptStep = {
      ...rest,
      ...(inputAt === null ? { input } : { inputAt }),
      ...(outputAt === null ? { output } : { outputAt }),
    };
    return JSON.stringify(kept);
  }

  /** The hash of a large value, which is kept from now on; null for any other. */
  #apart(value: unknown): string | null {
    const known = this.#hashOf.get(value);
    if (known !== undefined) return known;
    const text = value === undefined ? '' : JSON.stringify(value);
    return isLarge(text) ? this.#keep(value, text) : null;
  }

  #keep(value: unknown, text: string): string {
    const sha256 = createHash('sha256').update(text).digest();
    const hash = sha256.toString('hex');
    this.#hashOf.set(value, hash);
    if (!this.#byHash.has(hash)) {
      const { workspaceId, id: executionId } = this.#run;
      this.#byHash.set(hash, { id: newId(), workspaceId, executionId, sha256, bytes: packText(text) });
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

/** Reads what `LargeValues` packed; large values come in one query, and without them there is none. */
export async function unpackRun(
  pool: Pool,
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

async function readValues(pool: Pool, run: Run, hashes: readonly string[]): Promise<Map<string, JsonValue>> {
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
