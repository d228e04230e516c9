import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '#lib/shared/json.ts';
import type { CompiledWorkflow } from './compile-workflow.ts';
import { stepIdOf } from './parking.ts';
import type { CodeSandbox, RunEnd, RunHeader, RunnerPorts, StepRecord } from './ports.ts';
import { ReplaySource, type StepPlace } from './replay-source.ts';
import { Run } from './run.ts';

/** A recorded run, to be computed again, by its own version or another. */
export interface ReplayRequest {
  workflow: CompiledWorkflow;
  /** Of the recorded run: its id seeds `Math.random()`, its start is the clock's. */
  header: RunHeader;
  recorded: readonly StepRecord[];
  vars: Readonly<Record<string, JsonValue>>;
  code: CodeSandbox;
  signal?: AbortSignal;
}

/** Where a replay first does something else than the recorded run. */
export interface Difference {
  nodeId: string;
  key: string;
  iteration?: readonly number[];
  /** `added` and `missing`: the step is only in the replay, or only in the record. */
  what: 'added' | 'missing' | 'input' | 'status' | 'port' | 'output';
  recorded: unknown;
  replayed: unknown;
}

export interface ReplayResult {
  /** How it ended, with its steps; `canceled` if it stopped. */
  end: RunEnd;
  stoppedAt: StepPlace | null;
  /** The first one. */
  difference: Difference | null;
  /** The first one of each step that differs, in the order of the replay; then what is only in the record. */
  differences: readonly Difference[];
}

/**
 * Computes a recorded run again: all that is not pure (calls, waits, answers, sub-runs) comes from the record, by node
 * and iteration, the rest is recomputed with the recorded clock and seed. It never reaches outside, records nothing, and
 * stops at a step without a record.
 */
export async function replayRun({
  workflow,
  header,
  recorded,
  vars,
  code,
  signal,
}: ReplayRequest): Promise<ReplayResult> {
  const abort = new AbortController();
  signal?.addEventListener('abort', () => abort.abort(), { once: true });
  const source = new ReplaySource(recorded, header.startedAt, () => abort.abort());
  const run = new Run(replayPorts(source, code), {
    workflow,
    header: { ...header, mode: 'direct' },
    accepted: true,
    vars,
    replay: source,
    signal: abort.signal,
  });
  const end = (await run.run()) as RunEnd;
  const stopped = source.stoppedAt;
  const differences = allDifferences(recorded, end.steps, stopped);
  return { end, stoppedAt: stopped, difference: differences[0] ?? null, differences };
}

function replayPorts(source: ReplaySource, code: CodeSandbox): RunnerPorts {
  const nothing = async (): Promise<void> => {};
  const outside = (): Promise<never> => Promise.reject(new Error('A replay never reaches outside'));
  return {
    clock: { now: () => source.now() },
    journal: { accept: nothing, step: nothing, intend: nothing, receipt: nothing, finish: nothing },
    code,
    http: { fetch: outside },
    connections: { open: outside },
    databases: { query: outside },
    news: { updated: outside },
    memory: { get: outside, set: outside, delete: outside, increment: outside },
    secrets: { open: outside },
    files: { create: outside, open: outside },
    variables: () => ({}),
  };
}

/** In the order of the replay; then what is only in the record. A step that was cut off by an end is no difference. */
function allDifferences(
  recorded: readonly StepRecord[],
  replayed: readonly StepRecord[],
  stopped: StepPlace | null,
): Difference[] {
  const all: Difference[] = [];
  const before = lastOf(recorded);
  const after = lastOf(replayed);
  for (const [name, step] of after) {
    if (step.status === 'canceled') continue;
    const found = differenceOf(before.get(name), step);
    if (found) all.push(found);
  }
  // What would come behind it is not known.
  if (stopped) return [...all, { ...placeOf(stopped), what: 'added', recorded: null, replayed: null }];
  for (const [name, step] of before) {
    if (step.status === 'canceled' || step.status === 'unknown' || after.has(name)) continue;
    all.push({ ...placeOf(step), what: 'missing', recorded: step.output ?? null, replayed: null });
  }
  return all;
}

/** The last attempt of each step, in the journal's order. */
function lastOf(steps: readonly StepRecord[]): Map<string, StepRecord> {
  const last = new Map<string, StepRecord>();
  for (const step of [...steps].sort((a, b) => a.seq - b.seq))
    last.set(stepIdOf(step.nodeId, step.iteration ?? []), step);
  return last;
}

function differenceOf(before: StepRecord | undefined, after: StepRecord): Difference | null {
  const place = placeOf(after);
  if (!before) return { ...place, what: 'added', recorded: null, replayed: after.output ?? null };
  // What is not kept of a run cannot be compared.
  if (before.input !== undefined && !isDeepStrictEqual(plain(before.input), plain(after.input)))
    return { ...place, what: 'input', recorded: before.input, replayed: after.input ?? null };
  if (before.status !== after.status)
    return { ...place, what: 'status', recorded: before.status, replayed: after.status };
  if ((before.port ?? null) !== (after.port ?? null))
    return { ...place, what: 'port', recorded: before.port ?? null, replayed: after.port ?? null };
  if (before.output !== undefined && !isDeepStrictEqual(plain(before.output), plain(after.output)))
    return { ...place, what: 'output', recorded: before.output, replayed: after.output ?? null };
  return null;
}

/** As JSON has it: a record was stored and read again. */
function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function placeOf({ nodeId, key, iteration = [] }: Pick<StepRecord, 'nodeId' | 'key' | 'iteration'>): {
  nodeId: string;
  key: string;
  iteration?: readonly number[];
} {
  return { nodeId, key, ...(iteration.length > 0 && { iteration }) };
}
