import type { Parking, ParkedRun, PendingWait, WaitAnswer } from '../parking.ts';

/** Waits in memory, answered by the test. */
export class MemoryParking implements Parking {
  readonly kept: PendingWait[] = [];
  readonly parked: ParkedRun[] = [];
  readonly answers: WaitAnswer[] = [];
  readonly closed = new Set<string>();
  #listeners: ((answer: WaitAnswer) => void)[] = [];

  async wait(_run: unknown, wait: PendingWait): Promise<void> {
    if (!this.kept.some(({ stepId }) => stepId === wait.stepId)) this.kept.push(wait);
  }

  async close(_run: unknown, stepId: string): Promise<WaitAnswer | null> {
    const answer = this.answers.find((one) => one.stepId === stepId);
    if (!answer) this.closed.add(stepId);
    return answer ?? null;
  }

  async park(_run: unknown, parked: ParkedRun): Promise<void> {
    this.parked.push(parked);
  }

  listen(_run: unknown, tell: (answer: WaitAnswer) => void): () => void {
    for (const answer of this.answers) setImmediate(() => tell(answer));
    this.#listeners.push(tell);
    return () => {
      this.#listeners = this.#listeners.filter((one) => one !== tell);
    };
  }

  get listeners(): number {
    return this.#listeners.length;
  }

  /** Commits an answer and tells the runs that listen. */
  answer(answer: WaitAnswer): void {
    this.answers.push(answer);
    for (const tell of this.#listeners) tell(answer);
  }
}
