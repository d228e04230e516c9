import type { McpExchange } from '#lib/contracts/api/server-connect.ts';

/** One HTTP exchange of an MCP client with a server, as it goes. */
export interface RecordedExchange {
  id: number;
  /** Of the message that was sent, where it has one. */
  rpcMethod: string | null;
  method: string;
  url: string;
  requestHeaders: Readonly<Record<string, string>>;
  requestBody: string | null;
  /** Null until there is an answer. */
  status: number | null;
  responseHeaders: Readonly<Record<string, string>>;
  /** As much of it as is kept. */
  responseBody: string;
  /** Characters that came, kept or not. */
  responseLength: number;
  state: 'open' | 'done' | 'failed';
  durationMs: number | null;
}

type Send = (exchange: McpExchange, signal: AbortSignal | undefined) => Promise<Response>;

const PROTOCOL_HEADER = /^(accept|content-type|last-event-id|mcp-[a-z0-9-]{1,64})$/;
/** Of one answer: it is there to be read. */
const MOST_KEPT = 200_000;

/**
 * A `fetch` for a client of the SDK: sends what it would send to the server's address by another way, without credentials, and
 * tells `onChange` of each exchange whenever more of it is known.
 */
export function recordedFetch(send: Send, onChange: (exchange: RecordedExchange) => void) {
  let exchanges = 0;
  return async (address: string | URL, init: RequestInit = {}): Promise<Response> => {
    const began = performance.now();
    const headers = Object.fromEntries([...new Headers(init.headers)].filter(([name]) => PROTOCOL_HEADER.test(name)));
    const method = (init.method ?? 'GET') as McpExchange['method'];
    const body = typeof init.body === 'string' ? init.body : null;
    let record: RecordedExchange = {
      id: (exchanges += 1),
      rpcMethod: rpcMethodOf(body),
      method,
      url: String(address),
      requestHeaders: headers,
      requestBody: body,
      status: null,
      responseHeaders: {},
      responseBody: '',
      responseLength: 0,
      state: 'open',
      durationMs: null,
    };
    const change = (more: Partial<RecordedExchange>): void => {
      record = { ...record, ...more };
      onChange(record);
    };
    const end = (state: 'done' | 'failed'): void =>
      change({ state, durationMs: Math.round(performance.now() - began) });
    change({});
    let response: Response;
    try {
      response = await send({ method, headers, ...(body !== null && { body }) }, init.signal ?? undefined);
    } catch (error) {
      end('failed');
      throw error;
    }
    change({ status: response.status, responseHeaders: Object.fromEntries(response.headers) });
    if (!response.body) {
      end('done');
      return response;
    }
    const [forClient, forRecord] = response.body.tee();
    void keep(forRecord, (text) => {
      const responseBody = (record.responseBody + text).slice(0, MOST_KEPT);
      change({ responseBody, responseLength: record.responseLength + text.length });
    }).then(
      () => end('done'),
      () => end('failed'),
    );
    return new Response(forClient, { status: response.status, headers: response.headers });
  };
}

async function keep(stream: ReadableStream<Uint8Array>, onText: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const text = decoder.decode(value, { stream: true });
    if (text !== '') onText(text);
  }
}

function rpcMethodOf(body: string | null): string | null {
  try {
    const { method } = JSON.parse(body ?? 'null') as { method?: unknown };
    return typeof method === 'string' ? method : null;
  } catch {
    return null;
  }
}
