import type { CallingClient } from '#lib/contracts/calling-client.ts';
import type { ApprovalRequest, ClientRequest, InputRequest, TimeRequest } from '#lib/kit/node-executor.ts';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';
import type { RunHeader, StepRecord } from './ports.ts';
import type { SubRunEnd } from './sub-runs.ts';

/** What a step waits for. */
export type WaitFor =
  | TimeRequest
  | ApprovalRequest
  | InputRequest
  | ClientRequest
  | { kind: 'child'; executionId: string }
  /** A write was started and left no receipt: a person says what became of it. Its step is `unknown` meanwhile. */
  | { kind: 'settlement'; effectKey: string };

/** A question, to people or to the client that called: it has a row of its own, and its answer comes from outside. */
export type QuestionFor = ApprovalRequest | InputRequest | ClientRequest;

export function isQuestion(request: WaitFor): request is QuestionFor {
  return request.kind === 'approval' || request.kind === 'input' || request.kind === 'client';
}

/** Names a step within its run: the node's id, in loops with `.0.2` behind it. */
export function stepIdOf(nodeId: string, iteration: readonly number[]): string {
  return iteration.length === 0 ? nodeId : `${nodeId}.${iteration.join('.')}`;
}

/** A step that waits. Beside the recorded steps it is all that a continued run needs of it. */
export interface PendingWait {
  /** `stepIdOf`: what `/resume` and approvals name. */
  stepId: string;
  nodeId: string;
  key: string;
  type: string;
  iteration?: readonly number[];
  attempt: number;
  /** The resolved config, as the log shows it. */
  input: unknown;
  /** When the step started, ms: `Date.now()` of its expressions. */
  startedAt: number;
  for: WaitFor;
}

/** What ends a wait. The passing of time needs no answer: a run looks at the clock itself. */
export type WaitAnswer = { stepId: string } & (
  | {
      kind: 'approval';
      approved: boolean;
      data: JsonValue;
      /** Who answered, as shown in the output. */
      by: string | null;
      /** When, ms. */
      at: number;
    }
  | { kind: 'input'; declined: boolean; data: JsonValue; by: string | null; at: number }
  /** What the calling client answered, or why it did not. */
  | { kind: 'client'; result: JsonObject }
  | { kind: 'client'; error: { code: string; message: string } }
  /** A wait for time goes on at once (`/resume`). */
  | { kind: 'continue' }
  | { kind: 'child'; end: SubRunEnd }
  | { kind: 'settled'; as: 'happened'; output: JsonValue }
  | { kind: 'settled'; as: 'notHappened' | 'givenUp' }
);

/**
 * A run whose stay in this process is over although the run is not: nothing runs, and what it waits for comes later. It
 * is committed already, and `continueRun` goes on with it anywhere.
 */
export interface ParkedRun {
  status: 'waiting';
  /** In the order in which they began. */
  waits: readonly PendingWait[];
  /** When it must be woken at the latest, ms: the earliest wait for time or limit of an approval; null: only an answer wakes it. */
  wakeAt: number | null;
  /** Running time so far, in microseconds, waits left out. */
  durationUs: number;
  /** Finished steps so far, in the journal's order. Those of a queued run are committed already, a direct run's are not. */
  steps: readonly StepRecord[];
  /** The workspace's variables as this run sees them until its end. */
  vars: Readonly<Record<string, JsonValue>>;
  /** Files that its nodes made in this process; left out if none. */
  files?: readonly FileFacts[];
}

/** Where waits go that memory does not keep. Every promise resolves only when what it was given is committed. */
export interface Parking {
  /**
   * A step waits for a person or for a child: an approval appears in the inbox although other branches still run. Comes
   * after `Journal.accept`; may come again for the same `stepId` (a continued run), which changes nothing.
   */
  wait(run: RunHeader, wait: PendingWait): Promise<void>;
  /**
   * The time of an approval is over. The answer that was committed before is given back and counts; with null the request
   * is closed, and later answers are refused.
   */
  close(run: RunHeader, stepId: string): Promise<WaitAnswer | null>;
  /**
   * The run leaves this process: its status is `waiting`, it belongs to nobody, its waits, steps and variables are kept.
   * If one of its waits has its answer already (it came meanwhile), the run must be woken at once.
   */
  park(run: RunHeader, parked: ParkedRun): Promise<void>;
  /** Tells answers that are committed while the run is in memory, and those that already are. Call the result to stop. */
  listen(run: RunHeader, tell: (answer: WaitAnswer) => void): () => void;
}

/** What a run may keep in memory instead of being parked. */
export interface WaitInMemory {
  for: WaitFor;
  /** When the wait ends at the latest, ms; null if nobody knows (a person, a child). */
  until: number | null;
  now: number;
  /** When the run started in this process, ms. */
  since: number;
}

/** Waits that end within `holdMs` of the run's start stay in memory: somebody is held for that long. */
export const heldFor =
  (holdMs: number) =>
  ({ until, since }: Omit<WaitInMemory, 'for'>): boolean =>
    until !== null && until <= since + holdMs;

/** As `heldFor`, but what the calling client can be asked it is asked at once: the run is parked meanwhile. */
export const heldUnlessAsked =
  (holdMs: number, client: CallingClient) =>
  (wait: WaitInMemory): boolean =>
    heldFor(holdMs)(wait) && !isAskedOf(client, wait.for);

/** Whether the client that called is a door for this question, by its kind; who exactly may answer is checked with the answer. */
export function isAskedOf({ answers }: CallingClient, request: WaitFor): boolean {
  switch (request.kind) {
    case 'approval':
      return request.askCaller === true && answers.includes('elicitation/create');
    case 'input':
      return answers.includes('elicitation/create');
    case 'client':
      return answers.includes(request.method);
    default:
      return false;
  }
}

/** Waits that are not longer than `mostMs` stay in memory. */
export const notLongerThan =
  (mostMs: number) =>
  ({ until, now }: Omit<WaitInMemory, 'for'>): boolean =>
    until !== null && until - now <= mostMs;
