import { setTimeout as sleep } from 'node:timers/promises';
import { chanceOf } from './chance.ts';
import type { Outcome, Shot } from './facts.ts';
import type { Load } from './loads/load.ts';

/** Calls that may be under way at once; beyond them none is started. */
const MOST_PENDING = 100;
const RATE_PER_SECOND = 8;

export interface PreparedLoad {
  load: Load;
  start: (tag: string) => Promise<Outcome>;
}

/** Starts runs at a steady rate, whether the last ones were answered or not. */
export class Driver {
  readonly shots: Shot[] = [];
  readonly #pending = new Set<Promise<void>>();
  readonly #listeners = new Set<() => void>();
  #stopping = false;
  #firing: Promise<void> | null = null;

  start(seed: number, prepared: readonly PreparedLoad[]): void {
    this.#firing = this.#fire(seed, prepared);
  }

  /** Starts no more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#firing;
    await Promise.all(this.#pending);
  }

  /** Resolves when a client learns that its run was accepted; false after `withinMs`. */
  accepted(withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (came: boolean): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(came);
      };
      const timer = setTimeout(() => done(false), withinMs);
      const listener = (): void => done(true);
      this.#listeners.add(listener);
    });
  }

  async #fire(seed: number, prepared: readonly PreparedLoad[]): Promise<void> {
    const chance = chanceOf(seed);
    const startedAt = performance.now();
    for (let number = 0; !this.#stopping; number += 1) {
      const { load, start } = chance.pick(`load ${number}`, prepared, (each) => each.load.weight);
      if (this.#pending.size < MOST_PENDING) this.#shoot(load, start, `${seed}-${number}`);
      await sleep(Math.max(0, startedAt + ((number + 1) * 1_000) / RATE_PER_SECOND - performance.now()));
    }
  }

  #shoot({ name, once = false }: Load, start: PreparedLoad['start'], tag: string): void {
    const sentAt = Date.now();
    const shot = start(tag).then((outcome) => {
      this.shots.push({ load: name, tag, once, sentAt, outcome });
      if (outcome.kind === 'accepted') for (const listener of this.#listeners) listener();
      this.#pending.delete(shot);
    });
    this.#pending.add(shot);
  }
}
