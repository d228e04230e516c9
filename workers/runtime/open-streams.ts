import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '#lib/contracts/principal.ts';

const CHECK_EVERY_MS = 500;

/**
 * Answers that may stay open for long (subscriptions). Each is cut when its credentials die: a revoked key ends its
 * streams within a second, as it ends its calls.
 */
export class OpenStreams {
  readonly #open = new Map<ServerResponse, { request: IncomingMessage; principal: Principal }>();
  readonly #isStillGood: (request: IncomingMessage, principal: Principal) => Promise<boolean>;
  readonly #timer: NodeJS.Timeout;

  constructor(isStillGood: (request: IncomingMessage, principal: Principal) => Promise<boolean>) {
    this.#isStillGood = isStillGood;
    this.#timer = setInterval(() => void this.check(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  watch(response: ServerResponse, request: IncomingMessage, principal: Principal): void {
    this.#open.set(response, { request, principal });
    response.once('close', () => this.#open.delete(response));
  }

  /** Cuts the streams whose caller is no longer allowed. A check that fails leaves them: the next one decides. */
  async check(): Promise<void> {
    for (const [response, { request, principal }] of this.#open) {
      const good = await this.#isStillGood(request, principal).catch(() => true);
      if (!good) response.destroy();
    }
  }

  close(): void {
    clearInterval(this.#timer);
    for (const response of this.#open.keys()) response.destroy();
  }
}
