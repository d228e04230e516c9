import type { z } from 'zod';
import { findConnector } from '#lib/catalog/connectors.ts';
import type { Connection, createConnection as contract } from '#lib/contracts/api/connections.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { insertConnection } from '#lib/db/connections.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { checkSecrets, checkSettings, fault, hostsOf, splitFields } from './check-fields.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { presentConnection } from './present-connection.ts';
import { requireManage } from './require-connection.ts';
import { sealFields } from './sealed-fields.ts';

/**
 * Stores a connection. Its secrets are sealed at once and never come back.
 *
 * @throws {AppError} `forbidden` (shared, without connection:manage), `invalid`.
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
  if (!connector) throw fault('/connector', 'unknown_connector', 'There is no such connector');
  const given = splitFields(connector, input.fields as JsonObject);
  const settings = checkSettings(connector, given.settings);
  const secrets = checkSecrets(connector, given.secrets);
  const hosts = hostsOf(connector, settings, input.hosts);
  const { workspaceId, userId } = principal;
  const key = { workspaceId, id: newId() };
  const secret = await sealFields(deps.vault, key, secrets);
  return deps.db.transaction(async (tx) => {
    const row = await insertConnection(tx, {
      ...key,
      ownerId: input.personal ? userId : null,
      name: input.name,
      connector: connector.id,
      hosts,
      settings,
      secret,
      createdById: userId,
    });
    const data = { name: row.name, connector: row.connector, hosts, personal: input.personal };
    await writeAudit(tx, principal, {
      action: 'connection.created',
      targetType: 'connection',
      targetId: row.id,
      data,
    });
    return presentConnection(row);
  });
}
