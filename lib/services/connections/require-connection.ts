import { say } from '#lib/shared/say.ts';
import { findConnector } from '#lib/catalog/connectors.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findConnectionRow, type ConnectionRow } from '#lib/db/connections.ts';
import type { Tx } from '#lib/db/client.ts';
import type { ConnectorDefinition } from '#lib/kit/connector-definition.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** A connection that the principal may see: shared, or their own. @throws {AppError} `not_found` */
export async function requireConnection(tx: Tx, principal: Principal, id: string): Promise<ConnectionRow> {
  const { workspaceId, userId } = principal;
  // A key that is bound to named servers does not learn what else there is.
  const row = principal.apiKey?.servers ? null : await findConnectionRow(tx, { workspaceId, userId, id });
  if (!row) throw connectionNotFound();
  return row;
}

export function connectionNotFound(): AppError {
  return new AppError('not_found', 'There is no such connection');
}

/** Shared ones need `connection:manage`; everyone manages their own. @throws {AppError} `forbidden` */
export function requireManage(principal: Principal, personal: boolean): void {
  if (!personal) requirePermission(principal, 'connection:manage');
}

/** The connector of a stored connection. @throws {AppError} `conflict` if this release does not have it. */
export function connectorOf(row: Pick<ConnectionRow, 'connector'>): ConnectorDefinition {
  const connector = findConnector(row.connector);
  if (!connector) throw new AppError('conflict', say('connector_gone', { connector: row.connector }));
  return connector;
}
