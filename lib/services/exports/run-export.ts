import { createHash } from 'node:crypto';
import { writeAudit } from '#lib/db/audit.ts';
import {
  claimExport,
  finishExport,
  insertExportChunk,
  listExportRows,
  touchExport,
  type Hold,
} from '#lib/db/exports.ts';
import { findUser } from '#lib/db/users.ts';
import { findWorkspace } from '#lib/db/workspaces.ts';
import type { Mailer } from '#lib/mail/mailer.ts';
import { exportMail } from '#lib/services/identity/mails.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId } from '#lib/shared/ids.ts';
import { piecesOf } from '#lib/values/pieces.ts';
import { CHUNK_BYTES } from './read-export.ts';
import { writeArchive, type Archive, type ArchiveSource } from './write-archive.ts';

export interface ExportDeps extends ArchiveSource, Pick<WorkflowDeps, 'clock' | 'logger'> {
  db: WorkflowDeps['db'];
  config: { publicUrl: string };
  mail: Mailer;
}

export const EXPORT_KEPT_MS = 24 * 3_600_000;
/** After so many workers did not finish it, it is given up. */
const MAX_ATTEMPTS = 4;
const TOUCH_EVERY_MS = 1_000;

/** Writes one archive from the beginning to its end. The job's handler. */
export async function runExport(
  deps: ExportDeps,
  { exportId: id, workspaceId }: { exportId: string; workspaceId: string },
): Promise<void> {
  const hold = await claimExport(deps.db.pool, { workspaceId, id }, deps.clock.now());
  if (!hold) return;
  try {
    if (!(await write(deps, hold))) return deps.logger.info({ exportId: id }, 'export was taken over or given up');
  } catch (error) {
    if (hold.attempt < MAX_ATTEMPTS) throw error;
    deps.logger.error({ err: error, exportId: id }, 'export failed');
    await finish(deps, hold, null);
    return;
  }
  await tell(deps, hold).catch((error: unknown) => deps.logger.warn({ err: error }, 'nobody was told of an export'));
}

/** False if the archive is no longer this worker's. */
async function write(deps: ExportDeps, hold: Hold): Promise<boolean> {
  const { pool, prisma } = deps.db;
  const workspace = await findWorkspace(prisma, { workspaceId: hold.workspaceId });
  if (!workspace) return false;
  const archive = await writeArchive(deps, { ...workspace, exportedAt: new Date(deps.clock.now()) });
  const hash = createHash('sha256');
  let [size, seq] = [0, 0];
  const beat = setInterval(() => void touch(deps, hold, archive), TOUCH_EVERY_MS);
  try {
    for await (const piece of piecesOf(archive.bytes, CHUNK_BYTES)) {
      hash.update(piece);
      if (!(await insertExportChunk(pool, hold, seq, piece))) return false;
      size += piece.byteLength;
      seq += 1;
    }
  } finally {
    clearInterval(beat);
  }
  return finish(deps, hold, { size, sha256: new Uint8Array(hash.digest()), done: archive.done() });
}

/** Says how far it is, and that it is still being written. */
async function touch({ db, clock, logger }: ExportDeps, hold: Hold, archive: Archive): Promise<void> {
  try {
    await touchExport(db.pool, hold, { done: archive.done(), total: archive.total, now: clock.now() });
  } catch (error) {
    logger.warn({ err: error }, 'progress of an export was not noted');
  }
}

async function finish(
  deps: ExportDeps,
  hold: Hold,
  whole: Parameters<typeof finishExport>[2]['whole'],
): Promise<boolean> {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    if (!(await finishExport(tx, hold, { now, expiresAt: now + EXPORT_KEPT_MS, whole }))) return false;
    const actor = { kind: 'system', userId: 'worker', email: 'Toolwright', traceId: newId() } as const;
    await writeAudit(
      tx,
      { ...actor, workspaceId: hold.workspaceId },
      {
        action: whole ? 'workspace.export-finished' : 'workspace.export-failed',
        targetType: 'export',
        targetId: hold.id,
        ...(whole && { data: { size: whole.size } }),
      },
    );
    return true;
  });
}

/** By mail, where there is a mail server: the one who asked. */
async function tell(deps: ExportDeps, { workspaceId, id }: Hold): Promise<void> {
  if (deps.mail.delivery !== 'email') return;
  const row = (await listExportRows(deps.db.pool, { workspaceId })).find((one) => one.id === id);
  const [user, workspace] = await Promise.all([
    row ? findUser(deps.db.prisma, { userId: row.requestedById }) : null,
    findWorkspace(deps.db.prisma, { workspaceId }),
  ]);
  if (user && workspace) await deps.mail.send(exportMail(deps.config.publicUrl, user, workspace));
}
