import type { BusLogger } from './bus.ts';
import { channels, type ChannelMessage, type ChannelName } from './channels.ts';

type Handler = (message: never) => void;

/** Who listens to what, the same for every driver. */
export class Dispatcher {
  readonly #handlers = new Map<ChannelName, Set<Handler>>();
  readonly #gapHandlers = new Set<() => void>();
  readonly #logger: BusLogger;

  constructor(logger: BusLogger) {
    this.#logger = logger;
  }

  subscribe<C extends ChannelName>(channel: C, handler: (message: ChannelMessage<C>) => void): () => void {
    const handlers = this.#handlers.get(channel) ?? new Set();
    this.#handlers.set(channel, handlers);
    handlers.add(handler as Handler);
    return () => void handlers.delete(handler as Handler);
  }

  onGap(handler: () => void): () => void {
    this.#gapHandlers.add(handler);
    return () => void this.#gapHandlers.delete(handler);
  }

  /** Takes one wire text `{"channel", "message"}` apart and calls the handlers. */
  receive(text: string): void {
    const parsed = parseWire(text);
    if (!parsed) {
      this.#logger.warn({ bytes: text.length }, 'bus: dropped a malformed message');
      return;
    }
    for (const handler of this.#handlers.get(parsed.channel) ?? []) {
      this.#guard(() => handler(parsed.message as never));
    }
  }

  gap(): void {
    for (const handler of this.#gapHandlers) this.#guard(handler);
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#logger.warn({ err: error }, 'bus: a handler threw');
    }
  }
}

/** Most bytes of one message: NOTIFY refuses 8,000. */
const MAX_BYTES = 7_900;

/** @throws {Error} if the message does not fit its channel or is too large. */
export function toWire<C extends ChannelName>(channel: C, message: ChannelMessage<C>): string {
  const text = JSON.stringify({ channel, message: channels[channel].parse(message) });
  if (Buffer.byteLength(text) > MAX_BYTES) throw new Error(`bus: message on ${channel} is too large`);
  return text;
}

function parseWire(text: string): { channel: ChannelName; message: unknown } | null {
  try {
    const { channel, message } = JSON.parse(text) as { channel?: unknown; message?: unknown };
    if (typeof channel !== 'string' || !Object.hasOwn(channels, channel)) return null;
    const parsed = channels[channel as ChannelName].safeParse(message);
    return parsed.success ? { channel: channel as ChannelName, message: parsed.data } : null;
  } catch {
    return null;
  }
}
