import { setTimeout as sleep } from 'node:timers/promises';
import { apiHeaders } from './security-headers.ts';

/** One server-sent event. `data` is sent as one line of JSON. */
export interface StreamEvent {
  id?: string;
  event?: string;
  data: unknown;
}

interface EventStreamOptions {
  events: AsyncIterable<StreamEvent>;
  traceId: string;
  /** Ends everything: the client went away, or the credentials are no longer good. */
  abort: AbortController;
  /** Whether the one who opened the stream may still read it. */
  isStillGood: () => Promise<boolean>;
  onError: (error: unknown) => void;
}

/** Credentials are looked at so often; with their cache (500 ms) a revoked one ends its streams within a second. */
const CHECK_EVERY_MS = 400;
/** Proxies close what is silent. */
const KEEP_ALIVE_MS = 15_000;
/** A client that reads slower than this many events behind is cut off; it resumes with Last-Event-ID. */
const MAX_UNREAD = 1_000;

/** An answer of server-sent events (WHATWG HTML, 9.2). It ends with its source, its client or its credentials. */
export function eventStream(options: EventStreamOptions): Response {
  const { abort } = options;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const send = (text: string): void => {
        if (abort.signal.aborted) return;
        if ((controller.desiredSize ?? 0) < -MAX_UNREAD) return abort.abort();
        controller.enqueue(encoder.encode(text));
      };
      send(': connected\n\n');
      void watchCredentials(options, send);
      void pump(options, send).finally(() => {
        abort.abort();
        try {
          controller.close();
        } catch {
          // The client cancelled first: the stream is closed already.
        }
      });
    },
    cancel: () => abort.abort(),
  });
  const headers = apiHeaders(options.traceId);
  headers.set('content-type', 'text/event-stream; charset=utf-8');
  headers.set('x-accel-buffering', 'no');
  return new Response(body, { headers });
}

async function pump(options: EventStreamOptions, send: (text: string) => void): Promise<void> {
  const { signal } = options.abort;
  const iterator = options.events[Symbol.asyncIterator]();
  const aborted = new Promise<{ done: true; value: undefined }>((resolve) => {
    const end = (): void => resolve({ done: true, value: undefined });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done) break;
      send(formatEvent(next.value));
    }
  } catch (error) {
    if (!signal.aborted) options.onError(error);
  } finally {
    void iterator.return?.().catch(() => undefined);
  }
}

async function watchCredentials(options: EventStreamOptions, send: (text: string) => void): Promise<void> {
  const { signal } = options.abort;
  let silentMs = 0;
  while (!signal.aborted) {
    try {
      await sleep(CHECK_EVERY_MS, undefined, { signal, ref: false });
      if (!(await options.isStillGood())) options.abort.abort();
    } catch (error) {
      if (!signal.aborted) options.onError(error);
      options.abort.abort();
    }
    silentMs += CHECK_EVERY_MS;
    if (silentMs >= KEEP_ALIVE_MS) {
      silentMs = 0;
      send(': keep-alive\n\n');
    }
  }
}

/** Ids and names come from us, yet a line break in them would forge a field: they are cut out. */
export function formatEvent(event: StreamEvent): string {
  const line = (text: string): string => text.replace(/[\r\n\0]/g, '');
  const id = event.id === undefined ? '' : `id: ${line(event.id)}\n`;
  const name = event.event === undefined ? '' : `event: ${line(event.event)}\n`;
  return `${id}${name}data: ${JSON.stringify(event.data)}\n\n`;
}
