import type { IncomingMessage } from 'node:http';

export type Body = { ok: true; text: string } | { ok: false; reason: 'too_large' | 'aborted' | 'not_utf8' };
export type Bytes = { ok: true; bytes: Uint8Array } | { ok: false; reason: 'too_large' | 'aborted' };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a request body once, as text. Stops reading as soon as more than `maxBytes` is announced or has come. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  const body = await readBytes(request, maxBytes);
  if (!body.ok) return body;
  try {
    return { ok: true, text: decoder.decode(body.bytes) };
  } catch {
    return { ok: false, reason: 'not_utf8' };
  }
}

/** The same as bytes. */
export function readBytes(request: IncomingMessage, maxBytes: number): Promise<Bytes> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    return Promise.resolve({ ok: false, reason: 'too_large' });
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      request.removeAllListeners('data');
      resolve({ ok: false, reason: 'too_large' });
    });
    request.on('end', () => resolve({ ok: true, bytes: joined(chunks) }));
    request.on('error', () => resolve({ ok: false, reason: 'aborted' }));
    request.on('close', () => resolve({ ok: false, reason: 'aborted' }));
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
}
