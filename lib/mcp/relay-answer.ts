import type { ServerResponse } from 'node:http';
import { SECURITY_HEADERS, type Reply } from './reply.ts';

const EVENT_STREAM = 'text/event-stream';
/** For so long (ms) a caller may have left more than so many bytes unread when more comes. */
const PATIENCE_MS = 5_000;
const MOST_BEHIND = 1024 * 1024;

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
  } catch (error) {
    // A stream that is open already breaks off: its caller must not wait for more.
    if (response.headersSent && !response.writableEnded) response.destroy();
    throw error;
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

/** Writes a web stream to the response. A caller that leaves cancels it, and one who does not read what comes is cut. */
async function pipe(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = body.getReader();
  response.once('close', () => void reader.cancel().catch(() => {}));
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (response.writableLength > MOST_BEHIND && !(await catchesUp(response))) return;
      response.write(next.value);
    }
    response.end();
  } catch {
    response.destroy();
  }
}

/** What is said goes on meanwhile and would pile up: whoever is far behind has a moment to read, or is cut. */
function catchesUp(response: ServerResponse): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (caughtUp: boolean): void => {
      clearTimeout(patience);
      response.off('drain', drained).off('close', closed);
      resolve(caughtUp);
    };
    const drained = (): void => settle(true);
    const closed = (): void => settle(false);
    const patience = setTimeout(() => response.destroy(), PATIENCE_MS);
    response.once('drain', drained).once('close', closed);
    if (response.destroyed) settle(false);
  });
}
