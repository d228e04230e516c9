import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { chanceOf } from './chance.ts';
import type { Arrival, EffectKind, Victim } from './facts.ts';

/** Which process runs the step. */
export type Executor = Extract<Victim, 'runtime' | 'worker'>;

/** The world outside the product: it counts what reaches it, remembers idempotency keys, and is slow at times. */
export interface Outside extends AsyncDisposable {
  readonly origin: string;
  readonly arrivals: Arrival[];
  /** Requests that wait for their answer now. */
  waiting(executor?: Executor): number;
  answeredWithin(ms: number, executor?: Executor): boolean;
  /** Resolves when a request begins to wait, or was answered; false after `withinMs`. */
  next(event: 'waits' | 'answered', executor: Executor | undefined, withinMs: number): Promise<boolean>;
}

const BYTES_LIMIT = 4_000_000;

export async function startOutside(seed: number): Promise<Outside> {
  const chance = chanceOf(seed);
  const arrivals: Arrival[] = [];
  const remembered = new Map<string, number>();
  const inFlight = new Map<Executor, number>();
  const listeners = new Set<(event: 'waits' | 'answered', executor: Executor) => void>();
  const answeredAt = new Map<Executor, number>();
  const tell = (event: 'waits' | 'answered', executor: Executor): void => {
    for (const listener of listeners) listener(event, executor);
  };
  const count = (executor: Executor, by: number): void => {
    inFlight.set(executor, (inFlight.get(executor) ?? 0) + by);
  };

  const answer = async (arrival: Arrival, response: ServerResponse): Promise<void> => {
    const name = `${arrival.run} ${arrival.step} ${arrival.item}`;
    await sleep(pauseMs(chance.part(`slow ${arrivals.length}`)));
    // The effect is there before the answer is: whoever hears nothing cannot know.
    const before = arrival.key === null ? undefined : remembered.get(arrival.key);
    const busy = arrival.kind === 'idempotent' && before === undefined && chance.part(`busy ${name}`) < 0.1;
    if (busy && arrivals.filter(({ key }) => key === arrival.key).length === 1) {
      return reply(response, 503, { error: 'try again' });
    }
    const told = before ?? arrivals.indexOf(arrival) + 1;
    if (arrival.key !== null) remembered.set(arrival.key, told);
    arrival.told = told;
    reply(response, 200, { n: told });
  };

  const server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '/', 'http://outside');
    if (url.pathname === '/bytes') return sendBytes(url, response);
    const executor = url.searchParams.get('by') as Executor;
    const arrival = arrivalOf(url, request);
    arrivals.push(arrival);
    count(executor, 1);
    tell('waits', executor);
    void answer(arrival, response).finally(() => {
      count(executor, -1);
      answeredAt.set(executor, performance.now());
      tell('answered', executor);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const waiting = (executor?: Executor): number =>
    executor ? (inFlight.get(executor) ?? 0) : [...inFlight.values()].reduce((sum, each) => sum + each, 0);
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    waiting,
    answeredWithin: (ms, executor) =>
      [...answeredAt].some(([by, at]) => (executor ?? by) === by && performance.now() - at <= ms),
    next: (event, executor, withinMs) =>
      new Promise((resolve) => {
        const done = (came: boolean): void => {
          clearTimeout(timer);
          listeners.delete(listener);
          resolve(came);
        };
        const timer = setTimeout(() => done(false), withinMs);
        const listener = (seen: string, by: Executor): void => {
          if (seen === event && (executor === undefined || by === executor)) done(true);
        };
        listeners.add(listener);
      }),
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Mostly quick; one in four long enough to die in. */
function pauseMs(part: number): number {
  return part < 0.75 ? part * 40 : 200 + (part - 0.75) * 4 * 1_800;
}

function arrivalOf(url: URL, request: IncomingMessage): Arrival {
  const text = (name: string): string => url.searchParams.get(name) ?? '';
  const key = request.headers['idempotency-key'];
  return {
    run: text('run'),
    step: text('step'),
    place: Number(text('place')),
    item: url.searchParams.has('item') ? Number(text('item')) : null,
    kind: text('kind') as EffectKind,
    key: typeof key === 'string' ? key : null,
    told: null,
    at: Date.now(),
  };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendBytes(url: URL, response: ServerResponse): void {
  const size = Math.min(Number(url.searchParams.get('size')), BYTES_LIMIT);
  response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(Buffer.alloc(size, 7));
}
