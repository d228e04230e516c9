import type { IncomingMessage } from 'node:http';

export type Body = { ok: true; text: string } | { ok: false; reason: 'too_large' | 'aborted' | 'not_utf8' };

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads a request body once, as text. Stops reading as soon as more than `maxBytes` is announced or has come. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
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
    request.on('end', () => resolve(decode(chunks)));
    request.on('error', () => resolve({ ok: false, reason: 'aborted' }));
    request.on('close', () => resolve({ ok: false, reason: 'aborted' }));
  });
}

function decode(chunks: readonly Buffer[]): Body {
  const [only] = chunks;
  const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
  try {
    return { ok: true, text: decoder.decode(bytes) };
  } catch {
    return { ok: false, reason: 'not_utf8' };
  }
}
