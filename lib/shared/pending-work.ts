/** Work that nobody waits for now, but that has to be over before the process may end. */
export class PendingWork {
  readonly #works = new Set<Promise<unknown>>();

  /** Its failure is its own business. */
  add(work: Promise<unknown>): void {
    const kept = work.catch(() => undefined).finally(() => this.#works.delete(kept));
    this.#works.add(kept);
  }

  /** Resolves when all of it is over, also what was added meanwhile. */
  async drained(): Promise<void> {
    while (this.#works.size > 0) await Promise.all(this.#works);
  }
}
