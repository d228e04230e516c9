import type { Execution } from '../../lib/contracts/execution.ts';

/** What is killed. `redis` only where the copy has one. */
export const victims = ['web', 'runtime', 'worker', 'postgres', 'redis'] as const;
export type Victim = (typeof victims)[number];

/** When: at any time; while a run waits for the outside; when the outside has just answered; when a run was just accepted. */
export const moments = ['any', 'effect', 'answered', 'accepted'] as const;
export type Moment = (typeof moments)[number];

/** What a step does to the outside. */
export type EffectKind = 'read' | 'idempotent' | 'write';

/** One request of a run that reached the outside. Times are the harness's. */
export interface Arrival {
  run: string;
  step: string;
  /** The step's place in its run; those of a loop's body also have `item`. */
  place: number;
  item: number | null;
  kind: EffectKind;
  /** The idempotency key that came along. */
  key: string | null;
  /** What it was told: the number of the effect. Null where it was told to try again, or nothing. */
  told: number | null;
  at: number;
}

/** What became of a call that starts a run. */
export type Outcome =
  /** The client has the end of the run. */
  | { kind: 'ended'; run: string; status: string; output: unknown }
  /** The client has the promise that it runs. */
  | { kind: 'accepted'; run: string }
  /** It was told that nothing was started. */
  | { kind: 'refused'; why: string }
  /** It knows nothing: the connection broke, or the server failed. */
  | { kind: 'unanswered'; why: string };

export interface Shot {
  load: string;
  /** Unique, and part of the run's input and output. Null where the run makes up its own. */
  tag: string;
  /** Whether it was sent again with one idempotency key until there was an answer: then it may start one run at most. */
  once: boolean;
  sentAt: number;
  outcome: Outcome;
}

export interface Kill {
  victim: Victim;
  moment: Moment;
  at: number;
  /** A run of this process was under way. */
  insideRun: boolean;
}

/** A run as the log has it once everything has settled. */
export type LoggedRun = Pick<
  Execution,
  'id' | 'workflowName' | 'status' | 'mode' | 'trigger' | 'input' | 'output' | 'error' | 'steps'
>;

/** All that was seen from outside. */
export interface Facts {
  shots: Shot[];
  arrivals: Arrival[];
  kills: Kill[];
  log: LoggedRun[];
  /** By name of a load: codes of errors with which its runs may end. */
  mayFailWith: Readonly<Record<string, readonly string[]>>;
  /** Writes without receipt of which a person said what became of them. */
  settled: number;
  /** Ends of processes that nobody had killed, from their logs. */
  fell: string[];
  /** Processes that did not answer at the end. */
  absent: string[];
  /** Processes of the copy that were left when it had stopped, or that nobody owned. */
  orphans: string[];
}
