import { LRUCache } from 'lru-cache';
import { AppError } from '#lib/shared/app-error.ts';

const MAX_GRANTS = 20_000;
/** How long a grant that does not live is remembered as such. */
const ABSENT_MS = 1_000;
/** After so long without having read which grants live, no token is taken. */
export const MAX_SILENCE_MS = 5_000;
const TOUCH_EVERY_MS = 60_000;

interface Entry<G> {
  grant: G | null;
  readAt: number;
}

interface Ports<G> {
  /** Those of these grants that live. */
  read(ids: readonly string[]): Promise<readonly G[]>;
  /** These were used. */
  touch(ids: readonly string[]): Promise<void>;
  now(): number;
}

/**
 * Which grants live, and whose they are, in memory: a warm call reads nothing. A push drops what it names, a poll reads again
 * all that is held, and when neither is heard for five seconds nothing is known any more.
 */
export class GrantDirectory<G extends { grantId: string }> {
  readonly #ports: Ports<G>;
  readonly #entries = new LRUCache<string, Entry<G>>({ max: MAX_GRANTS });
  readonly #touched = new LRUCache<string, number>({ max: MAX_GRANTS });
  readonly #used = new Set<string>();
  /** Grows with every push: what was read before one may be outdated. */
  #epoch = 0;
  /** When the last complete reading began. */
  #syncedAt = Number.NEGATIVE_INFINITY;

  constructor(ports: Ports<G>) {
    this.#ports = ports;
  }

  /** The grant if it lives. Throws `unavailable` while nothing is known. */
  async find(grantId: string): Promise<G | null> {
    const now = this.#ports.now();
    if (now - this.#syncedAt > MAX_SILENCE_MS) throw notInStep();
    const entry = this.#entries.get(grantId);
    const grant =
      entry && (entry.grant || now - entry.readAt < ABSENT_MS) ? entry.grant : await this.#read(grantId, now);
    if (grant) this.#noteUse(grantId, now);
    return grant;
  }

  /** A grant has ended or changed: it is read again when it is used. */
  changed(grantId: string): void {
    this.#epoch += 1;
    this.#entries.delete(grantId);
  }

  /** Something that grants rest upon has changed: all of them are read again when they are used. */
  forget(): void {
    this.#epoch += 1;
    this.#entries.clear();
  }

  /** Reads all that is held anew: the net under the pushes. */
  async poll(): Promise<void> {
    const startedAt = this.#ports.now();
    const epoch = this.#epoch;
    const held = [...this.#entries.keys()];
    const found = new Map((await this.#ports.read(held)).map((grant) => [grant.grantId, grant]));
    if (epoch === this.#epoch)
      for (const id of held) this.#entries.set(id, { grant: found.get(id) ?? null, readAt: startedAt });
    this.#syncedAt = startedAt;
    await this.#touch();
  }

  async #read(grantId: string, readAt: number): Promise<G | null> {
    for (let tries = 0; tries < 3; tries++) {
      const epoch = this.#epoch;
      const [grant = null] = await this.#ports.read([grantId]);
      if (epoch !== this.#epoch) continue;
      this.#entries.set(grantId, { grant, readAt });
      return grant;
    }
    throw notInStep();
  }

  #noteUse(grantId: string, now: number): void {
    if (now - (this.#touched.get(grantId) ?? 0) < TOUCH_EVERY_MS) return;
    this.#touched.set(grantId, now);
    this.#used.add(grantId);
  }

  async #touch(): Promise<void> {
    if (this.#used.size === 0) return;
    const ids = [...this.#used];
    this.#used.clear();
    await this.#ports.touch(ids);
  }
}

const notInStep = (): AppError =>
  new AppError('unavailable', 'Which sign-ins were ended is not known right now; try again', { retryAfterMs: 1_000 });
