import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import { decodeJson } from '#lib/db/bytes.ts';
import type { Db } from '#lib/db/client.ts';
import { findServerByAddress, listServerGenerations, type LiveServerRecord } from '#lib/db/system/live-servers.ts';
import { findVersionDefinition } from '#lib/db/version-definitions.ts';

export type { LiveServerRecord };

/** An immutable version, ready to be compiled. */
export interface StoredVersion {
  id: string;
  workflowId: string;
  number: number | null;
  definition: WorkflowDefinition;
}

/** What the runtime reads to serve: never on the hot path of a warm call. */
export interface ServerSource {
  findServer(workspaceSlug: string, workflowSlug: string): Promise<LiveServerRecord | null>;
  findVersion(workspaceId: string, versionId: string): Promise<StoredVersion | null>;
  generations(workflowIds: readonly string[]): Promise<Map<string, number>>;
}

export function createServerSource(db: Pick<Db, 'pool'>): ServerSource {
  const { pool } = db;
  return {
    findServer: (workspaceSlug, workflowSlug) => findServerByAddress(pool, workspaceSlug, workflowSlug),
    findVersion: async (workspaceId, versionId) => {
      const row = await findVersionDefinition(pool, { workspaceId, versionId });
      if (!row) return null;
      const definition = workflowDefinitionSchema.parse(decodeJson(row.definition));
      return { id: versionId, workflowId: row.workflowId, number: row.number, definition };
    },
    generations: (workflowIds) => listServerGenerations(pool, workflowIds),
  };
}
