import type { Principal } from '#lib/contracts/principal.ts';
import { notFound, reachOf } from '#lib/services/workflows/reach.ts';
import type { FileRow } from '#lib/values/value-store.ts';
import type { FileDeps } from './file-deps.ts';

/** A file that the principal may know of. @throws {AppError} `not_found` */
export async function requireFile(deps: Pick<FileDeps, 'values'>, principal: Principal, id: string): Promise<FileRow> {
  const file = await deps.values.find({ workspaceId: principal.workspaceId, id });
  if (!file || !isInReach(principal, file)) throw notFound('file');
  return file;
}

function isInReach(principal: Principal, file: FileRow): boolean {
  const reach = reachOf(principal);
  if (reach === null) return true;
  return file.createdById === principal.apiKey?.id || (file.workflowId !== null && reach.includes(file.workflowId));
}
