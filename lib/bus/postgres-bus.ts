import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, BusLogger } from './bus.ts';
import { Dispatcher, toWire } from './dispatcher.ts';

const CHANNEL = 'toolwright_bus';
const RECONNECT_MS = [50, 100, 250, 500, 1_000];

interface PostgresBusOptions {
  databaseUrl: string;
  logger: BusLogger;
}

/**
 * LISTEN/NOTIFY over one connection of its own for listening and one for publishing, both of which come back after a
 * loss. Whoever only publishes never opens the listening one.
 */
export function createPostgresBus(options: PostgresBusOptions): Bus {
  const dispatcher = new Dispatcher(options.logger);
  const publisher = new pg.Pool({ connectionString: options.databaseUrl, max: 1, application_name: 'toolwright bus' });
  publisher.on('error', (error) => options.logger.warn({ err: error }, 'bus: lost an idle connection'));
  const listener = new Listener(options, dispatcher);
  return {
    publish: async (channel, message) => {
      await publisher.query('SELECT pg_notify($1, $2)', [CHANNEL, toWire(channel, message)]);
    },
    subscribe: (channel, handler) => {
      listener.start();
      return dispatcher.subscribe(channel, handler);
    },
    onGap: (handler) => dispatcher.onGap(handler),
    ready: () => listener.start(),
    close: async () => {
      await Promise.all([listener.close(), publisher.end()]);
    },
  };
}

/** The listening connection: connects for ever, and reports a gap each time it had been lost. */
class Listener {
  readonly #options: PostgresBusOptions;
  readonly #dispatcher: Dispatcher;
  readonly #stop = new AbortController();
  #client: pg.Client | null = null;
  #ready: Promise<void> | null = null;
  #loop: Promise<void> | null = null;

  constructor(options: PostgresBusOptions, dispatcher: Dispatcher) {
    this.#options = options;
    this.#dispatcher = dispatcher;
  }

  /** Resolves when the first LISTEN stands. */
  start(): Promise<void> {
    this.#ready ??= new Promise((resolve) => {
      this.#loop = this.#run(resolve);
    });
    return this.#ready;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#client?.end().catch(() => undefined);
    await this.#loop;
  }

  async #run(onReady: () => void): Promise<void> {
    let failures = 0;
    let connectedBefore = false;
    while (!this.#stop.signal.aborted) {
      try {
        const { lost } = await this.#connect();
        failures = 0;
        if (connectedBefore) this.#dispatcher.gap();
        connectedBefore = true;
        onReady();
        await lost;
      } catch (error) {
        this.#options.logger.warn({ err: error }, 'bus: cannot listen');
      }
      const delayMs = RECONNECT_MS[Math.min(failures++, RECONNECT_MS.length - 1)]!;
      await sleep(delayMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  /** Connects and listens; `lost` resolves when the connection is gone. */
  async #connect(): Promise<{ lost: Promise<void> }> {
    const client = new pg.Client({
      connectionString: this.#options.databaseUrl,
      application_name: 'toolwright bus',
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
    });
    this.#client = client;
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
    });
    client.on('notification', ({ payload }) => this.#dispatcher.receive(payload ?? ''));
    await client.connect();
    if (this.#stop.signal.aborted) await client.end();
    else await client.query(`LISTEN ${CHANNEL}`);
    return { lost };
  }
}
