import { say } from '#lib/shared/say.ts';
import { AppError } from '#lib/shared/app-error.ts';

export const DEFAULT_BODY_BYTES = 1024 * 1024;
/** Deeper than any document of ours; keeps every recursive reader behind it within its stack. */
const MAX_DEPTH = 256;

/** The body's bytes. Counts while it reads and stops at `maxBytes` (413), whatever Content-Length said. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
    chunks.push(value);
  }
}

/** 415 unless the body is declared as JSON, and sent as it is. A body that is not there needs no type. */
export function requireJsonType(headers: Headers, bytes: Uint8Array): void {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') throw new AppError('unsupported_media_type', 'Send the body without Content-Encoding');
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (bytes.byteLength > 0 && type !== 'application/json') {
    throw new AppError('unsupported_media_type', 'Send JSON with Content-Type: application/json');
  }
}

/**
 * The body's value, undefined when it is empty. It is parsed once, so what was checked is what runs (of repeated keys the
 * last counts). `__proto__` becomes an ordinary own key. Throws `malformed` (400).
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('malformed', 'The body is not UTF-8');
  }
  if (isTooDeep(text)) throw new AppError('malformed', `The body is nested deeper than ${MAX_DEPTH} levels`);
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('malformed', 'The body is not JSON');
  }
}

/** Counts brackets outside strings; cheaper than a parse, and cannot overflow the stack. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at;
  }
  return text.length;
}

function tooLarge(maxBytes: number): AppError {
  return new AppError('too_large', say('body_too_large', { limit: maxBytes }), { details: { maxBytes } });
}
