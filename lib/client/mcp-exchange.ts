import { createParser } from 'eventsource-parser';
import type { McpExchangeEvents } from '#lib/contracts/api/server-connect.ts';

const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** The answer that `exchangeMcp` tells in events, as the answer that it was. Rejects where there was none. */
export async function responseOfEvents(events: ReadableStream<Uint8Array>): Promise<Response> {
  const reader = events.getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  return new Promise<Response>((resolve, reject) => {
    let body: ReadableStreamDefaultController<Uint8Array> | null = null;
    let ended = false;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        body = controller;
      },
      cancel: () => reader.cancel(),
    });
    const fail = (): void => {
      if (ended) return;
      ended = true;
      const broken = new TypeError('The server could not be reached');
      body?.error(broken);
      reject(broken);
    };
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (ended) return;
        const value: unknown = JSON.parse(data);
        if (event === 'head') {
          const { status, headers } = value as McpExchangeEvents['head'];
          resolve(new Response(WITHOUT_BODY.has(status) ? null : stream, { status, headers }));
        } else if (event === 'text') body?.enqueue(encoder.encode(value as string));
        else if (event === 'broken') fail();
        else if (event === 'end') {
          ended = true;
          body?.close();
        }
      },
    });
    const pump = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return fail();
        parser.feed(decoder.decode(value, { stream: true }));
      }
    };
    void pump().catch(fail);
  });
}
