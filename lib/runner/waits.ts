import { NodeFailure, type NodeEnd } from '#lib/kit/node-executor.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { say } from '#lib/shared/say.ts';
import type { Attempt } from './attempt.ts';
import { childEnd } from './child-end.ts';
import type { Frame } from './frame.ts';
import type { KeptWaits } from './kept-waits.ts';
import { stepIdOf, type PendingWait, type WaitAnswer, type WaitFor, type WaitInMemory } from './parking.ts';
import { placeOf } from './records.ts';
import type { Performed } from './step-host.ts';
import type { StepRun } from './step-run.ts';

/** `setTimeout` takes no more. */
const longestTimerMs = 2_147_483_647;

/** The run around its waits. */
export interface WaitsHost {
  /** A step that waited goes on. */
  woken(frame: Frame, step: StepRun): void;
  broken(error: unknown): void;
}

interface Entry {
  wait: PendingWait;
  timer: NodeJS.Timeout | null;
  resolve: (performed: Performed) => void;
  reject: (failure: NodeFailure) => void;
}

/** The steps of a run that wait for a moment, a person, or a child that left its process. */
export class Waits {
  readonly #host: WaitsHost;
  readonly #kept: KeptWaits;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #answers = new Map<string, WaitAnswer>();

  constructor(host: WaitsHost, kept: KeptWaits, clock: Clock, answers: readonly WaitAnswer[]) {
    this.#host = host;
    this.#kept = kept;
    this.#clock = clock;
    for (const answer of answers) this.#answers.set(answer.stepId, answer);
  }

  get pending(): PendingWait[] {
    return [...this.#entries.values()].map(({ wait }) => wait);
  }

  /** May everything that waits come later, elsewhere? A child that waits in this process may not. `since`: the run's start here. */
  mayAllPark(waiting: number, keepsInMemory: (wait: WaitInMemory) => boolean, since: number): boolean {
    const now = this.#clock.now();
    const waits = [...this.#entries.values()];
    return (
      waits.length === waiting &&
      !waits.some(({ wait }) => keepsInMemory({ for: wait.for, until: untilOf(wait.for), now, since }))
    );
  }

  /** Lets a step wait; at once done if there is nothing to wait for. */
  begin(frame: Frame, step: StepRun, attempt: Attempt, request: WaitFor): Performed | Promise<Performed> {
    const wait = pendingWait(frame, step, attempt, request);
    const answer = this.#answers.get(wait.stepId);
    if (answer && fits(request, answer)) return performedBy(request, answer, this.#clock.now());
    if (request.kind === 'time' && request.until <= this.#clock.now()) return resumed(this.#clock.now());
    attempt.clock.pause();
    frame.active.become(step.node.planned.place, step, 'waiting');
    const { promise, resolve, reject } = Promise.withResolvers<Performed>();
    const entry: Entry = { wait, timer: null, resolve, reject };
    this.#entries.set(wait.stepId, entry);
    this.#arm(entry);
    attempt.signal.addEventListener('abort', () => this.#forget(entry), { once: true });
    if (request.kind !== 'time') this.#kept.keep(wait);
    const woken = (): void => this.#host.woken(frame, step);
    promise.then(woken, woken);
    return promise;
  }

  /** An answer was committed. The first one counts. */
  answer(answer: WaitAnswer): void {
    const entry = this.#entries.get(answer.stepId);
    if (!entry || !fits(entry.wait.for, answer)) return;
    this.#forget(entry);
    this.#settle(entry, () => performedBy(entry.wait.for, answer, this.#clock.now()));
  }

  /** The run leaves this process. */
  dispose(): void {
    for (const entry of this.#entries.values()) clearTimeout(entry.timer ?? undefined);
    this.#entries.clear();
  }

  #forget(entry: Entry): void {
    clearTimeout(entry.timer ?? undefined);
    if (this.#entries.get(entry.wait.stepId) === entry) this.#entries.delete(entry.wait.stepId);
  }

  #arm(entry: Entry): void {
    const until = untilOf(entry.wait.for);
    if (until === null) return;
    const left = Math.max(0, until - this.#clock.now());
    entry.timer = setTimeout(() => this.#ring(entry, until), Math.min(left, longestTimerMs));
  }

  #ring(entry: Entry, until: number): void {
    const now = this.#clock.now();
    if (now < until) return this.#arm(entry);
    const request = entry.wait.for;
    if (request.kind === 'time') {
      this.#forget(entry);
      return entry.resolve(resumed(now));
    }
    this.#kept.close(entry.wait.stepId).then(
      (answer) => {
        if (answer) return this.answer(answer);
        this.#forget(entry);
        this.#settle(entry, () => unanswered(request, now));
      },
      (error: unknown) => this.#host.broken(error),
    );
  }

  #settle(entry: Entry, end: () => Performed): void {
    try {
      entry.resolve(end());
    } catch (error) {
      entry.reject(error as NodeFailure);
    }
  }
}

/** When a wait ends by itself; null: never. */
export function untilOf(request: WaitFor): number | null {
  return 'until' in request ? request.until : null;
}

function pendingWait(frame: Frame, step: StepRun, attempt: Attempt, request: WaitFor): PendingWait {
  const { planned } = step.node;
  const { iteration } = frame;
  return {
    stepId: stepIdOf(planned.id, iteration),
    nodeId: planned.id,
    key: planned.key,
    type: planned.type,
    ...placeOf(iteration),
    attempt: attempt.attempt,
    input: step.openRecord().input,
    startedAt: attempt.now,
    for: request,
  };
}

/** Is it an answer to this? An attempt that calls another child does not take the end of the one before. */
function fits(request: WaitFor, answer: WaitAnswer): boolean {
  switch (answer.kind) {
    case 'continue':
      return request.kind === 'time';
    case 'settled':
      return request.kind === 'settlement';
    case 'approval':
    case 'input':
    case 'client':
      return request.kind === answer.kind;
    case 'child':
      return request.kind === 'child' && request.executionId === answer.end.executionId;
  }
}

function performedBy(request: WaitFor, answer: WaitAnswer, now: number): Performed {
  switch (answer.kind) {
    case 'continue':
      return resumed(now);
    case 'approval': {
      const { approved, data, by, at } = answer;
      return approvalEnd(approved, { data, by, at, timedOut: false });
    }
    case 'input': {
      const { declined, data, by, at } = answer;
      return { kind: 'done', port: declined ? 'declined' : 'out', output: answered({ data, by, at, timedOut: false }) };
    }
    case 'client':
      if ('error' in answer) throw new NodeFailure(answer.error.code, answer.error.message);
      return { kind: 'done', port: 'out', output: answer.result };
    case 'child':
      return childEnd(answer.end);
    case 'settled': {
      if (answer.as === 'happened') return { kind: 'done', port: 'out', output: answer.output };
      if (answer.as === 'notHappened') return 'again';
      throw new NodeFailure('effect_unknown', say('effect_given_up'), {
        mayHaveHappened: request.kind === 'settlement',
      });
    }
  }
}

function resumed(now: number): NodeEnd {
  return { kind: 'done', port: 'out', output: { resumedAt: new Date(now).toISOString() } };
}

/** Nobody answered in time. */
function unanswered(request: WaitFor, now: number): NodeEnd {
  const nothing = { data: null, by: null, at: now, timedOut: true };
  switch (request.kind) {
    case 'approval':
      return approvalEnd(request.onTimeout === 'approve', nothing);
    case 'input':
      if (request.onTimeout === 'fail') throw new NodeFailure('input_timeout', say('nobody_answered'));
      return { kind: 'done', port: 'out', output: answered(nothing) };
    default:
      throw new NodeFailure('client_gone', say('client_gone'));
  }
}

interface Said {
  data: JsonValue;
  by: string | null;
  /** ms. */
  at: number;
  timedOut: boolean;
}

function approvalEnd(approved: boolean, said: Said): NodeEnd {
  return { kind: 'done', port: approved ? 'approved' : 'rejected', output: { approved, ...answered(said) } };
}

function answered({ data, by, at, timedOut }: Said): JsonObject {
  return { data, by, at: new Date(at).toISOString(), timedOut };
}
