import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '#lib/contracts/principal.ts';

export interface OpenStream {
  request: IncomingMessage;
  /** Who they were when the stream was opened. */
  principal: Principal;
  serverId: string;
  /** The server's, in its workspace. */
  slug: string;
  /** It is the answer to a call, which outlives the short token that it was made with. */
  call: boolean;
}

const CHECK_EVERY_MS = 500;
const CHECKED_AT_ONCE = 20;
/** Of one address without credentials. */
const OF_ONE_STRANGER = 50;
/** Of all without credentials in a workspace: the rest of what a server can hold open is for those who are known. */
const OF_STRANGERS = 300;

/**
 * Answers that may stay open for long (subscriptions). Each is cut when its credentials die: a revoked key ends its
 * streams within a second, as it ends its calls.
 */
export class OpenStreams {
  readonly #open = new Map<ServerResponse, OpenStream>();
  readonly #isStillGood: (stream: OpenStream) => Promise<boolean>;
  readonly #timer: NodeJS.Timeout;
  /** Many callers take a while: they are not asked anew before all were asked. */
  #checking = false;

  constructor(isStillGood: (stream: OpenStream) => Promise<boolean>) {
    this.#isStillGood = isStillGood;
    this.#timer = setInterval(() => void this.#checkOnce(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  /** False where those without credentials have too many open: then nothing was done. */
  watch(response: ServerResponse, stream: OpenStream): boolean {
    if (stream.principal.kind === 'anonymous' && this.#areTooMany(stream.principal)) return false;
    // Who has left already says so no second time: they would be kept for ever.
    if (response.destroyed) return true;
    this.#open.set(response, stream);
    response.once('close', () => this.#open.delete(response));
    return true;
  }

  #areTooMany({ userId, workspaceId }: Principal): boolean {
    const strangers = [...this.#open.values()].filter(
      ({ principal }) => principal.kind === 'anonymous' && principal.workspaceId === workspaceId,
    );
    const own = strangers.filter(({ principal }) => principal.userId === userId);
    return strangers.length >= OF_STRANGERS || own.length >= OF_ONE_STRANGER;
  }

  /** Cuts the streams whose caller is no longer allowed, or whose rights cannot be checked. */
  async check(): Promise<void> {
    const open = [...this.#open];
    for (let at = 0; at < open.length; at += CHECKED_AT_ONCE) {
      await Promise.all(
        open.slice(at, at + CHECKED_AT_ONCE).map(async ([response, stream]) => {
          const good = await this.#isStillGood(stream).catch(() => false);
          if (!good) response.destroy();
        }),
      );
    }
  }

  async #checkOnce(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    await this.check();
    this.#checking = false;
  }

  /** Cuts them all. What calls are answered has so long (ms) to be sent first. */
  async close(answerMs: number): Promise<void> {
    clearInterval(this.#timer);
    for (const [response, { call }] of this.#open) if (!call) response.destroy();
    const calls = [...this.#open.keys()].filter((response) => !response.destroyed);
    const answered = Promise.allSettled(calls.map((response) => once(response, 'close')));
    if (calls.length > 0) await Promise.race([answered, sleep(answerMs, null, { ref: false })]);
    for (const response of this.#open.keys()) response.destroy();
  }
}
