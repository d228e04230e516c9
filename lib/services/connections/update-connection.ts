import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import type { Connection, updateConnection as contract } from '#lib/contracts/api/connections.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { recordConnectionTest, updateConnectionRow, type ConnectionRow } from '#lib/db/connections.ts';
import { fieldsWith, type ConnectorDefinition } from '#lib/kit/connector-definition.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { checkSettings, hostsOf, splitFields } from './check-fields.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { presentConnection } from './present-connection.ts';
import { connectorOf, requireConnection, requireManage } from './require-connection.ts';
import { openFields, sealFields } from './sealed-fields.ts';
import { referencesIn, takeSecrets, withReferences, type VariableReferences } from './variable-references.ts';

/**
 * Changes a connection. Where the secret may go is changed only together with the secret: other hosts, or another field
 * with `x-binding`, clear it unless it is sent along.
 *
 * @throws {AppError} `not_found`, `forbidden`, `invalid`, `conflict` (changed by somebody else meanwhile).
 */
export async function updateConnection(
  deps: Pick<ConnectionDeps, 'db' | 'vault' | 'clock'>,
  principal: Principal,
  { id, ...input }: { id: string } & z.infer<typeof contract.body>,
): Promise<Connection> {
  requirePermission(principal, 'workflow:read');
  const before = await requireConnection(deps.db.prisma, principal, id);
  requireManage(principal, before.ownerId !== null);
  const connector = connectorOf(before);
  const given = splitFields(connector, (input.fields ?? {}) as JsonObject);
  const settings = checkSettings(connector, merged(before.settings as JsonObject, given.settings));
  const hosts = hostsOf(connector, settings, connector.hostsOf ? input.hosts : (input.hosts ?? before.hosts));
  const rebound = isRebound(connector, before, { hosts, settings });
  if (Object.keys(referencesIn(given.secrets)).length > 0) requirePermission(principal, 'variable:use');
  const { secret, variables } = await nextSecret(deps, connector, { ...before, hosts }, given.secrets, rebound);
  const { workspaceId, userId } = principal;
  return deps.db.transaction(async (tx) => {
    const key = { workspaceId, userId, id };
    const change = { ...(input.name !== undefined && { name: input.name }), hosts, settings, secret, variables };
    const updatedAt = new Date(Math.max(deps.clock.now(), before.updatedAt.getTime() + 1));
    const row = await updateConnectionRow(tx, { ...key, updatedAt: before.updatedAt }, { ...change, updatedAt });
    if (!row) throw new AppError('conflict', say('connection_changed'));
    await recordConnectionTest(tx, key, null);
    await writeAudit(tx, principal, {
      action: 'connection.updated',
      targetType: 'connection',
      targetId: id,
      data: {
        name: row.name,
        hosts,
        variables: Object.values(variables),
        secretEntered: Object.keys(given.secrets).length > 0,
        secretCleared: !secret,
      },
    });
    return presentConnection({ ...row, lastTestedAt: null, lastTestOk: null });
  });
}

/** `null` takes a field away. */
function merged(before: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== null));
}

function isRebound(
  connector: ConnectorDefinition,
  before: ConnectionRow,
  after: { hosts: readonly string[]; settings: JsonObject },
): boolean {
  const settings = before.settings as JsonObject;
  const same = (a: readonly string[], b: readonly string[]): boolean =>
    JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted());
  const binding = fieldsWith(connector, 'x-binding');
  return !same(before.hosts, after.hosts) || binding.some((name) => settings[name] !== after.settings[name]);
}

interface NextSecret {
  /** Sealed; null if it has to be entered again. */
  secret: Uint8Array<ArrayBuffer> | null;
  variables: VariableReferences;
}

/** The secret fields after a change. `row`: as it was, with the hosts that it will have. */
async function nextSecret(
  deps: Pick<ConnectionDeps, 'db' | 'vault'>,
  connector: ConnectorDefinition,
  row: ConnectionRow,
  given: JsonObject,
  rebound: boolean,
): Promise<NextSecret> {
  const before = row.variables as VariableReferences;
  const kept = { secret: row.secret && new Uint8Array(row.secret), variables: before };
  const cleared = { secret: null, variables: {} };
  const entered = Object.keys(given).length > 0;
  if (!entered && !rebound) return kept;
  const stored = row.secret ? await openFields(deps.vault, row, row.secret) : {};
  if (!entered) return Object.keys(stored).length === 0 && row.secret ? kept : cleared;
  const known = withReferences(stored, before, ($variable) => ({ $variable }));
  const { secrets, variables } = await takeSecrets(deps, connector, row, merged(rebound ? {} : known, given));
  if (rebound && Object.keys(stored).some((name) => !(name in given))) return cleared;
  return { secret: await sealFields(deps.vault, row, secrets), variables };
}
