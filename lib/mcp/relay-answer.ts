import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { SECURITY_HEADERS, type Reply } from './reply.ts';

const EVENT_STREAM = 'text/event-stream';

/**
 * Sends what the SDK answers. `silenceMs`: a caller who takes event streams sees life after that long, whenever the answer
 * comes; null for one who takes none.
 */
export async function relayAnswer(
  asked: Promise<Response>,
  response: ServerResponse,
  { reply, headers, silenceMs }: { reply: Reply; headers: Readonly<Record<string, string>>; silenceMs: number | null },
): Promise<void> {
  const silence = silenceMs === null ? undefined : setTimeout(() => reply.stream(), silenceMs);
  try {
    const answer = await asked;
    clearTimeout(silence);
    if (response.destroyed) return;
    if (response.headersSent) return await relayLate(answer, response, reply);
    const streams = isStream(answer);
    response.writeHead(answer.status, {
      ...Object.fromEntries(answer.headers),
      ...SECURITY_HEADERS,
      ...(streams && { 'cache-control': 'private, no-store, no-transform', 'x-accel-buffering': 'no' }),
      ...headers,
    });
    // The first byte: without it neither the status line nor the headers would leave before there is a message.
    if (streams) response.write(': open\n\n');
    if (answer.body === null) response.end();
    else await pipe(answer.body, response);
  } finally {
    clearTimeout(silence);
    reply.abandon();
  }
}

/** The stream is open already: whatever the answer is, it is the last of its messages. */
async function relayLate(answer: Response, response: ServerResponse, reply: Reply): Promise<void> {
  if (!isStream(answer) || answer.body === null) return reply.finish(await answer.json());
  reply.abandon();
  await pipe(answer.body, response);
}

const isStream = (answer: Response): boolean => answer.headers.get('content-type')?.startsWith(EVENT_STREAM) ?? false;

/** Writes a web stream to the response; a caller that leaves cancels it. */
function pipe(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    source.on('error', () => response.destroy());
    response.once('close', () => {
      source.destroy();
      resolve();
    });
    source.pipe(response);
  });
}
