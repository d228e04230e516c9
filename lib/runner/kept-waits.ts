import type { PendingWait, WaitAnswer } from './parking.ts';
import type { RunHeader, RunnerPorts } from './ports.ts';

interface Options {
  ports: RunnerPorts;
  header: RunHeader;
  /** Makes sure that the journal knows the run. */
  accept: () => Promise<void>;
  tell: (answer: WaitAnswer) => void;
  broken: (error: unknown) => void;
}

/** Waits for a person or a child, where others can see and answer them. */
export class KeptWaits {
  readonly #options: Options;
  #commits: Promise<void>[] = [];
  #unlisten: (() => void) | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  keep(wait: PendingWait): void {
    const { ports, header, accept, tell, broken } = this.#options;
    const { parking } = ports;
    if (!parking) return;
    this.#commits.push(
      accept()
        .then(() => parking.wait(header, wait))
        .catch(broken),
    );
    this.#unlisten ??= parking.listen(header, tell);
  }

  /** The time of an approval is over: the answer that came before, if one did. */
  async close(stepId: string): Promise<WaitAnswer | null> {
    await this.settled();
    return (await this.#options.ports.parking?.close(this.#options.header, stepId)) ?? null;
  }

  async settled(): Promise<void> {
    await Promise.all(this.#commits.splice(0));
  }

  stop(): void {
    this.#unlisten?.();
    this.#unlisten = null;
  }
}
