import { editedInputOf } from './earlier-process.ts';
import type { Continued } from './step-host.ts';
import { stepIdOf } from './parking.ts';
import type { StepRecord } from './ports.ts';

/** A step, wherever it is. */
export interface StepPlace {
  readonly nodeId: string;
  readonly key: string;
  readonly iteration: readonly number[];
}

interface Waiting {
  place: StepPlace;
  /** Its place in the recorded journal; infinite if it never ended there. */
  seq: number;
  go: (record: StepRecord) => void;
  record: StepRecord;
}

/**
 * What a replay takes from the record: results of all that is not pure, the moments at which steps started, and the order
 * in which they ended. It lets one step end at a time, when nothing computes.
 */
export class ReplaySource {
  readonly #records = new Map<string, StepRecord>();
  readonly #stop: () => void;
  #waiting: Waiting[] = [];
  #computing = 0;
  #scheduled = false;
  #now: number;
  /** The step at which the replay had to stop, for it has no record. */
  stoppedAt: StepPlace | null = null;

  /** `stop` ends the run that replays. */
  constructor(recorded: readonly StepRecord[], startedAt: number, stop: () => void) {
    for (const step of recorded) this.#records.set(stepIdOf(step.nodeId, step.iteration ?? []), step);
    this.#now = startedAt;
    this.#stop = stop;
  }

  /** The recorded clock: when the latest known step started. */
  now(): number {
    return this.#now;
  }

  recordOf({ nodeId, iteration }: Omit<StepPlace, 'key'>): StepRecord | undefined {
    return this.#records.get(stepIdOf(nodeId, iteration));
  }

  /** When and at which attempt the step was; null for one that the recorded run does not have. */
  continued(place: Omit<StepPlace, 'key'>): Continued | null {
    const record = this.recordOf(place);
    if (!record || record.startedAt === null) return null;
    this.#now = Math.max(this.#now, record.startedAt);
    const { startedAt, edited, input } = record;
    return { attempts: 0, startedAt, ...(edited && input !== undefined && { edited: editedInputOf(record) }) };
  }

  /** The recorded end of a step that is not pure, when its turn has come. Without one the replay stops. */
  take(place: StepPlace): Promise<StepRecord> {
    const record = this.recordOf(place);
    if (!record || record.status === 'skipped') {
      this.#stopAt(place);
      return new Promise(() => {});
    }
    const ended = record.status === 'success' || record.status === 'error';
    return new Promise((go) => {
      this.#waiting.push({ place, seq: ended ? record.seq : Infinity, go, record });
      this.#schedule();
    });
  }

  /** Lets the end of a step that was computed wait for its turn. */
  async compute<T>(place: StepPlace, work: Promise<T>): Promise<T> {
    const record = this.recordOf(place);
    this.#computing++;
    await work.then(
      () => {},
      () => {},
    );
    this.#computing--;
    this.#schedule();
    if (record) await new Promise<StepRecord>((go) => this.#waiting.push({ place, seq: record.seq, go, record }));
    return work;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#letOneEnd();
    });
  }

  #letOneEnd(): void {
    if (this.#computing > 0) return;
    const next = this.#waiting.reduce<Waiting | null>((a, b) => (a === null || b.seq < a.seq ? b : a), null);
    if (!next) return;
    if (next.seq === Infinity) return this.#stopAt(next.place);
    this.#waiting = this.#waiting.filter((one) => one !== next);
    next.go(next.record);
    this.#schedule();
  }

  #stopAt(place: StepPlace): void {
    this.stoppedAt ??= place;
    setImmediate(this.#stop);
  }
}
