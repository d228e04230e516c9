import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { Db } from '#lib/db/client.ts';
import { findWholeExport, readExportChunk } from '#lib/db/exports.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { FileContent } from '#lib/services/files/read-file.ts';

/** Bytes of a stored piece, the last one apart. */
export const CHUNK_BYTES = 1024 * 1024;

/** An archive and how to get its bytes, any part of them. @throws {AppError} `not_found`, also once it has expired. */
export async function readExport(
  deps: { db: Pick<Db, 'pool' | 'transaction'>; clock: Clock },
  principal: Principal,
  { id }: { id: string },
): Promise<FileContent> {
  requirePermission(principal, 'workspace:delete');
  // For a key that is bound to named servers there are no exports.
  if (principal.apiKey?.servers) throw gone();
  const { workspaceId } = principal;
  const key = { workspaceId, id };
  const row = await findWholeExport(deps.db.pool, key, deps.clock.now());
  if (row === null || row.size === null || row.sha256 === null) throw gone();
  await deps.db.transaction((tx) =>
    writeAudit(tx, principal, { action: 'workspace.exported', targetType: 'export', targetId: id }),
  );
  const read = async function* ({ start, end }: { start: number; end: number }): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end;) {
      const seq = Math.floor(at / CHUNK_BYTES);
      const chunk = await readExportChunk(deps.db.pool, key, seq);
      const bytes = chunk?.subarray(at - seq * CHUNK_BYTES, end - seq * CHUNK_BYTES);
      if (!bytes || bytes.length === 0) throw gone();
      yield bytes;
      at += bytes.length;
    }
  };
  const name = `${principal.workspaceSlug}-${row.createdAt.toISOString().slice(0, 10)}.zip`;
  return { name, mimeType: 'application/zip', size: Number(row.size), sha256: row.sha256.toString('hex'), read };
}

function gone(): AppError {
  return new AppError('not_found', 'There is no such export (any more)');
}
