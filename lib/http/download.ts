import { inertTypeOf } from './inert-types.ts';
import { chooseRange } from './byte-range.ts';
import { apiHeaders } from './security-headers.ts';

/** A file on its way out. */
export interface Download {
  name: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** Hex; it never changes for an id, so it is the strong entity tag. */
  sha256: string;
  read(range: { start: number; end: number }): AsyncIterable<Uint8Array>;
}

/**
 * Stored bytes as an attachment that no browser renders: an inert type, `nosniff`, `CSP: sandbox`. Honours `If-None-Match`
 * and single ranges with `If-Range` (RFC 9110, sections 13 and 14).
 */
export function downloadResponse(request: Headers, file: Download, traceId: string): Response {
  const etag = `"${file.sha256}"`;
  const headers = apiHeaders(traceId);
  // `no-transform`: a compressed part of a file would be no part of it.
  headers.set('cache-control', 'private, no-store, no-transform');
  headers.set('etag', etag);
  headers.set('accept-ranges', 'bytes');
  if (namesTag(request.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const ifRange = request.get('if-range');
  const range = ifRange === null || ifRange === etag ? chooseRange(request.get('range'), file.size) : null;
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${file.size}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: file.size };
  headers.set('content-type', inertTypeOf(file.mimeType));
  headers.set('content-disposition', attachment(file.name));
  headers.set('content-length', String(end - start));
  if (range) headers.set('content-range', `bytes ${start}-${end - 1}/${file.size}`);
  return new Response(asStream(file.read({ start, end })), { status: range ? 206 : 200, headers });
}

function namesTag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

/** RFC 6266 with RFC 8187: a plain name for old clients, and the real one. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Asks for the next piece only when the client has taken the last one. */
function asStream(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
