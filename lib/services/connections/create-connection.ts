import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import { findConnector } from '#lib/catalog/connectors.ts';
import type { Connection, createConnection as contract } from '#lib/contracts/api/connections.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { insertConnection } from '#lib/db/connections.ts';
import { requireCapacity } from '#lib/services/quotas/require-capacity.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { checkSettings, fault, hostsOf, splitFields } from './check-fields.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { presentConnection } from './present-connection.ts';
import { requireManage } from './require-connection.ts';
import { sealFields } from './sealed-fields.ts';
import { referencesIn, takeSecrets } from './variable-references.ts';

/**
 * Stores a connection. Its secrets are sealed at once and never come back.
 *
 * @throws {AppError} `forbidden` (shared, without connection:manage), `invalid`, `quota_exceeded`.
 */
export async function createConnection(
  deps: Pick<ConnectionDeps, 'db' | 'vault'>,
  principal: Principal,
  input: z.infer<typeof contract.body>,
): Promise<Connection> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  requireManage(principal, input.personal);
  const connector = findConnector(input.connector);
  if (!connector) throw fault('/connector', 'unknown_connector', say('unknown_connector'));
  const given = splitFields(connector, input.fields as JsonObject);
  const settings = checkSettings(connector, given.settings);
  const hosts = hostsOf(connector, settings, input.hosts);
  const { workspaceId, userId } = principal;
  const key = { workspaceId, id: newId() };
  if (Object.keys(referencesIn(given.secrets)).length > 0) requirePermission(principal, 'variable:use');
  const { secrets, variables } = await takeSecrets(deps, connector, { workspaceId, hosts }, given.secrets);
  const secret = await sealFields(deps.vault, key, secrets);
  return deps.db.transaction(async (tx) => {
    await requireCapacity(tx, 'connections', { workspaceId });
    const row = await insertConnection(tx, {
      ...key,
      ownerId: input.personal ? userId : null,
      name: input.name,
      connector: connector.id,
      hosts,
      settings,
      secret,
      variables,
      createdById: userId,
    });
    const data = {
      name: row.name,
      connector: row.connector,
      hosts,
      personal: input.personal,
      variables: Object.values(variables),
    };
    await writeAudit(tx, principal, {
      action: 'connection.created',
      targetType: 'connection',
      targetId: row.id,
      data,
    });
    return presentConnection(row);
  });
}
