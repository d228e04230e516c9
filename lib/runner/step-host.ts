import type { StepError } from '#lib/contracts/execution.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import type { ContentPart } from '#lib/kit/content-fault.ts';
import type { NodeEnd, NodeRequest } from '#lib/kit/node-executor.ts';
import type { Attempt, AttemptHost } from './attempt.ts';
import type { CompiledNode } from './compile-workflow.ts';
import type { WaitFor } from './parking.ts';
import type { StepEdit, StepRecord } from './ports.ts';
import type { ReplaySource } from './replay-source.ts';
import type { StepRun } from './step-run.ts';

/** How a step ended: which edges it decides, or that it ends its run. */
export type StepOutcome =
  | { kind: 'left'; port: string; output: unknown }
  | { kind: 'returned'; output: unknown; isError: boolean; content?: readonly ContentPart[] }
  | { kind: 'failed'; error: StepError };

/** What the runner does for a step: what its node asked for, or what it was waiting for in an earlier process. */
export type StepRequest = NodeRequest | WaitFor;

/** What came of it; `again`: the node is to be run once more, because what it did before did not happen. */
export type Performed = NodeEnd | 'again';

/** Does the step count as running? `holding` is a loop whose items do. */
export type Phase = 'running' | 'waiting' | 'holding';

/** What an earlier process left of a step that goes on. */
export interface Continued {
  /** Attempts that are recorded as finished. */
  attempts: number;
  /** The resolved config and the start of the one that was under way. */
  input?: unknown;
  startedAt?: number | null;
  /** What it was waiting for. */
  request?: WaitFor;
  /** What a person wrote for it to run with. */
  edited?: EditedInput;
}

/** The input of a step as somebody edited it for a retry. */
export interface EditedInput {
  input: Readonly<Record<string, unknown>>;
  edit: StepEdit;
}

/** The surroundings of a step. */
export interface StepHost extends AttemptHost {
  /** The run is computed again from a record. */
  readonly replay: ReplaySource | null;
  /** Does what a step needs of the runner. */
  perform(step: StepRun, attempt: Attempt, request: StepRequest): Performed | Promise<Performed>;
  scopeOf(node: CompiledNode, now: number): Scope;
  started(step: () => StepRecord): void;
  /** Takes a finished attempt with the size of its output. Resolves when it is committed, if that has to be waited for. */
  record(step: StepRecord, pure: boolean, bytes: number): Promise<void> | null;
}
