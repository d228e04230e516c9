import type { z } from 'zod';
import type { listFiles as contract, StoredFile } from '#lib/contracts/api/files.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { decodeIdCursor, pageById, type Page } from '#lib/db/cursor.ts';
import type { FileDeps } from './file-deps.ts';
import { presentFile } from './present-file.ts';

/** Files of the workspace, newest first; of one run, if it is named. */
export async function listFiles(
  deps: Pick<FileDeps, 'values'>,
  principal: Principal,
  query: z.infer<typeof contract.query>,
): Promise<Page<StoredFile>> {
  requirePermission(principal, 'execution:read');
  const key = principal.apiKey;
  const rows = await deps.values.list({
    workspaceId: principal.workspaceId,
    limit: query.limit + 1,
    before: decodeIdCursor(query.cursor),
    executionId: query.executionId,
    only: key?.servers ? { workflowIds: key.servers, createdById: key.id } : null,
  });
  const page = pageById(rows, query.limit);
  return { items: page.items.map(presentFile), nextCursor: page.nextCursor };
}
