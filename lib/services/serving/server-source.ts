import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import { decodeJson } from '#lib/db/bytes.ts';
import type { Db } from '#lib/db/client.ts';
import { findCollectionByAddress } from '#lib/db/system/live-collections.ts';
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
  /** The server of a workflow or of a collection: no two have one address. */
  findServer(workspaceSlug: string, slug: string): Promise<LiveServerRecord | null>;
  findVersion(workspaceId: string, versionId: string): Promise<StoredVersion | null>;
  /** By the ids of workflows and collections. */
  generations(ids: readonly string[]): Promise<Map<string, number>>;
}

export function createServerSource(db: Pick<Db, 'pool'>): ServerSource {
  const { pool } = db;
  return {
    findServer: async (workspaceSlug, slug) =>
      (await findServerByAddress(pool, workspaceSlug, slug)) ?? findCollectionByAddress(pool, workspaceSlug, slug),
    findVersion: async (workspaceId, versionId) => {
      const row = await findVersionDefinition(pool, { workspaceId, versionId });
      if (!row) return null;
      const definition = workflowDefinitionSchema.parse(decodeJson(row.definition));
      return { id: versionId, workflowId: row.workflowId, number: row.number, definition };
    },
    generations: (ids) => listServerGenerations(pool, ids),
  };
}
