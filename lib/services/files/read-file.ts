import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { ByteRange } from '#lib/values/value-store.ts';
import type { FileDeps } from './file-deps.ts';
import { requireFile } from './require-file.ts';

/** A file and how to get its bytes, any part of them. */
export interface FileContent {
  name: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
  read(range: ByteRange): AsyncIterable<Uint8Array>;
}

/** @throws {AppError} `not_found` */
export async function readFile(
  deps: Pick<FileDeps, 'values'>,
  principal: Principal,
  { id }: { id: string },
): Promise<FileContent> {
  requirePermission(principal, 'execution:read');
  const { name, mimeType, size, sha256, workspaceId } = await requireFile(deps, principal, id);
  return { name, mimeType, size, sha256, read: (range) => deps.values.read({ workspaceId, id }, range) };
}
