import { createParser } from 'eventsource-parser';
import { eventSchema, type AppEvent } from '#lib/contracts/events.ts';
import { backoffDelay } from '#lib/shared/backoff.ts';
import { ApiProblem, readProblem } from './api-problem.ts';

export interface EventStreamOptions {
  onEvent: (event: AppEvent) => void;
  /** `open` after each connection: events before the very first one may have been missed by the reader's other data. */
  onState?: (state: 'open' | 'reconnecting') => void;
  /** The stream was refused for good (401, 403, 404); it is not tried again. */
  onRefused?: (problem: ApiProblem) => void;
  /** Go on after this event. */
  lastEventId?: string;
}

const policy = { backoffMs: 500, factor: 2, maxBackoffMs: 15_000 };
const forGood: ReadonlySet<number> = new Set([400, 401, 403, 404]);

/**
 * Follows server-sent events over `fetch` (so that headers can be sent) and resumes with `Last-Event-ID`.
 * Unreadable events are skipped: a newer server may send kinds that this client does not know.
 */
export function followEvents(
  doFetch: typeof fetch,
  url: string,
  headers: Record<string, string>,
  options: EventStreamOptions,
): () => void {
  const stop = new AbortController();
  let lastEventId = options.lastEventId;
  let failures = 0;

  const connect = async (): Promise<void> => {
    const response = await doFetch(url, {
      headers: { ...headers, accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
      signal: stop.signal,
      cache: 'no-store',
    });
    if (!response.ok || !response.body) throw await readProblem(response);
    failures = 0;
    options.onState?.('open');
    await readEvents(response.body, (id, data) => {
      if (id) lastEventId = id;
      const event = parseEvent(data);
      if (event) options.onEvent(event);
    });
  };

  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await connect();
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof ApiProblem && forGood.has(error.status)) return options.onRefused?.(error);
      }
      if (stop.signal.aborted) return;
      options.onState?.('reconnecting');
      failures += 1;
      await pause(backoffDelay(policy, failures + 1), stop.signal);
    }
  };
  void loop();
  return () => stop.abort();
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  onMessage: (id: string | undefined, data: string) => void,
): Promise<void> {
  const parser = createParser({ onEvent: (event) => onMessage(event.id, event.data) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
  }
}

function parseEvent(data: string): AppEvent | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
