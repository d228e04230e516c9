import type { StoredFile } from '#lib/contracts/api/files.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { cleanFileName, cleanMimeType } from '#lib/shared/file-name.ts';
import type { FileDeps } from './file-deps.ts';
import { presentFile } from './present-file.ts';

export interface FileUpload {
  name: string;
  mimeType: string;
  /** The most bytes that will come, if that is known. */
  atMostBytes: number | null;
  bytes: AsyncIterable<Uint8Array>;
}

/**
 * Stores a file that inputs of any run of the workspace may name. It is streamed.
 *
 * @throws {AppError} `too_large`, `quota_exceeded`.
 */
export async function uploadFile(deps: FileDeps, principal: Principal, upload: FileUpload): Promise<StoredFile> {
  requirePermission(principal, 'workflow:execute');
  const file = await deps.values.put(
    {
      workspaceId: principal.workspaceId,
      name: cleanFileName(upload.name),
      mimeType: cleanMimeType(upload.mimeType),
      executionId: null,
      workflowId: null,
      createdById: principal.apiKey?.id ?? principal.userId,
      atMostBytes: upload.atMostBytes,
    },
    upload.bytes,
  );
  await deps.db.transaction((tx) =>
    writeAudit(tx, principal, {
      action: 'file.uploaded',
      targetType: 'file',
      targetId: file.id,
      data: { name: file.name, size: file.size },
    }),
  );
  return presentFile(file);
}
