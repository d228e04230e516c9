import type { StoredFile } from '#lib/contracts/api/files.ts';
import type { FileReference } from '#lib/shared/file-reference.ts';
import type { FileRow } from '#lib/values/value-store.ts';

export function presentFile(row: FileRow): StoredFile {
  const { id, name, mimeType, size, sha256, executionId, workflowId } = row;
  return { id, name, mimeType, size, sha256, executionId, workflowId, createdAt: row.createdAt.toISOString() };
}

/** How values name the file. */
export function referenceTo({ id, name, mimeType, size, sha256 }: FileRow): FileReference {
  return { $file: { id, name, mimeType, size, sha256 } };
}
