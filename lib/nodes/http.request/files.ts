import { limits } from '#lib/contracts/limits.ts';
import type { NodeContext, OutboundRequest, OutboundResponse } from '#lib/kit/node-executor.ts';
import { fileFacts, type FileReference } from '#lib/shared/file-reference.ts';
import type { FileBody } from './build-request.ts';
import { isRefusal } from './check-status.ts';
import type { HttpRequestConfig } from './definition.ts';
import { isBinary } from './read-body.ts';

/** The bytes of a file that the body names. What only looks like a file is plain data, and the step's log says so. */
export async function fileBody(context: NodeContext, { body }: HttpRequestConfig): Promise<FileBody | null> {
  if (fileFacts(body) === null) return null;
  const file = await context.files.open(body);
  if (!file) {
    context.log('warn', 'The body looks like a file, but is none that this run may use; it is sent as JSON');
    return null;
  }
  const bytes = Buffer.allocUnsafe(file.size);
  let filled = 0;
  for await (const piece of file.read()) {
    bytes.set(piece, filled);
    filled += piece.byteLength;
  }
  return { bytes, mimeType: file.mimeType };
}

/** Streams a binary answer into a file; `file` gives it once it is stored. */
export function fileTaker(
  context: NodeContext,
  config: HttpRequestConfig,
): { takeBody: NonNullable<OutboundRequest['takeBody']>; file(): FileReference | null } {
  let file: FileReference | null = null;
  return {
    file: () => file,
    takeBody: (head) => {
      if (isRefusal(config, head.status) || !isBinary(head, config.method)) return null;
      return {
        maxBytes: limits.fileBytes,
        into: async (bytes) => {
          file = await context.files.create(bytes, {
            name: nameOf(head),
            mimeType: head.headers['content-type'] ?? '',
          });
        },
      };
    },
  };
}

/** What the server calls it (RFC 6266), else the last part of the address. Whoever stores it cleans it. */
export function nameOf({ headers, url }: Pick<OutboundResponse, 'headers' | 'url'>): string {
  const disposition = (headers['content-disposition'] ?? '').slice(0, 1_000);
  const encoded = /;\s*filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  if (encoded !== undefined) return decoded(encoded);
  const plain = /;\s*filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition);
  const last = new URL(url).pathname.split('/').at(-1)!;
  return plain?.[1] ?? plain?.[2] ?? (last === '' ? 'download' : decoded(last));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
