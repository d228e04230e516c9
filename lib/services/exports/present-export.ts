import type { WorkspaceExport } from '#lib/contracts/api/exports.ts';
import type { ExportRow } from '#lib/db/exports.ts';

/** An archive as its owner sees it. */
export function presentExport(row: ExportRow): WorkspaceExport {
  return {
    id: row.id,
    status: row.status,
    done: row.done,
    total: row.total,
    size: row.size === null ? null : Number(row.size),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
