import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { unpackText } from '#lib/db/packed-json.ts';
import { findStoredValue } from '#lib/db/stored-values.ts';
import type { FileContent } from '#lib/services/files/read-file.ts';
import { notFound, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

/**
 * A large input or output of a run, any part of it: a text as it is, everything else as its JSON.
 *
 * @throws {AppError} `not_found`
 */
export async function readRunValue(
  { db }: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  { id, sha256 }: { id: string; sha256: string },
): Promise<FileContent> {
  requirePermission(principal, 'execution:read');
  const row = await findStoredValue(db.pool, { workspaceId: principal.workspaceId, id, sha256 });
  if (!row) throw notFound('value');
  requireReach(principal, row.workflowId, 'value');
  const json = unpackText(row.bytes);
  const isText = json[0] === '"'.charCodeAt(0);
  const bytes = isText ? Buffer.from(JSON.parse(json.toString('utf8')) as string) : json;
  const name = `value-${sha256.slice(0, 8)}`;
  return {
    ...(isText
      ? { name: `${name}.txt`, mimeType: 'text/plain' }
      : { name: `${name}.json`, mimeType: 'application/json' }),
    size: bytes.length,
    sha256,
    read: async function* ({ start, end }) {
      yield bytes.subarray(start, end);
    },
  };
}
