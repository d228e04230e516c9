import { trialOf } from '#lib/catalog/connector-trials.ts';
import type { ConnectionTest } from '#lib/contracts/api/connections.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { recordConnectionTest, type ConnectionRow } from '#lib/db/connections.ts';
import type { ConnectorDefinition } from '#lib/kit/connector-definition.ts';
import type { TrialContext, TrialResult } from '#lib/kit/connector-trial.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { BoundCredentials } from '#lib/runner/ports.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { bindCredentials, textsOf } from './bind-credentials.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { connectorOf, requireConnection } from './require-connection.ts';
import { openFields } from './sealed-fields.ts';
import { fillReferences, type VariableReferences } from './variable-references.ts';

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_MESSAGE_CHARS = 500;

/** Opens the connection once, through the guard, and keeps how it went. @throws {AppError} `not_found`, `forbidden` */
export async function testConnection(
  deps: ConnectionDeps,
  principal: Principal,
  { id }: { id: string },
): Promise<ConnectionTest> {
  requirePermission(principal, 'connection:use');
  const row = await requireConnection(deps.db.prisma, principal, id);
  const began = performance.now();
  const { ok, message } = await attempt(deps, row);
  const durationMs = Math.round(performance.now() - began);
  const { workspaceId, userId } = principal;
  await deps.db.transaction(async (tx) => {
    await recordConnectionTest(tx, { workspaceId, userId, id }, { at: new Date(deps.clock.now()), ok });
    const entry = { action: 'connection.tested', targetType: 'connection', targetId: id };
    await writeAudit(tx, principal, { ...entry, data: { name: row.name, ok } });
  });
  return { ok, message, durationMs };
}

async function attempt(deps: ConnectionDeps, row: ConnectionRow): Promise<TrialResult> {
  if (!row.secret) return { ok: false, message: 'Enter the secret again: it was cleared when the hosts changed' };
  const connector = connectorOf(row);
  const trial = trialOf(row.connector);
  if (!trial) throw new Error(`The connector "${row.connector}" cannot be tried`);
  const settings = row.settings as JsonObject;
  const secrets = await filledSecrets(deps, connector, row, row.secret);
  if (secrets instanceof NodeFailure) return { ok: false, message: safeText(secrets.message, []) };
  const context = contextOf(deps, row, bindCredentials(connector, row.hosts, settings, secrets));
  try {
    const result = await trial(context, connector.fields.parse({ ...settings, ...secrets }) as never);
    return { ok: result.ok, message: safeText(result.message, textsOf(secrets)) };
  } catch (error) {
    if (context.signal.aborted) return { ok: false, message: `No answer within ${TIMEOUT_MS / 1000} seconds` };
    if (error instanceof NodeFailure) return { ok: false, message: safeText(error.message, textsOf(secrets)) };
    throw error;
  }
}

/** What a variable lacks is an answer too: the connection cannot be used. */
async function filledSecrets(
  deps: ConnectionDeps,
  connector: ConnectorDefinition,
  row: ConnectionRow,
  sealed: Uint8Array,
): Promise<JsonObject | NodeFailure> {
  const stored = await openFields(deps.vault, row, sealed);
  try {
    return await fillReferences(deps, connector, row, stored, row.variables as VariableReferences);
  } catch (error) {
    if (error instanceof NodeFailure) return error;
    throw error;
  }
}

function contextOf(
  { outbound }: Pick<ConnectionDeps, 'outbound'>,
  row: ConnectionRow,
  credentials: BoundCredentials | null,
): TrialContext {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return {
    signal,
    timeoutMs: TIMEOUT_MS,
    hosts: row.hosts,
    get: async (url) => {
      if (!credentials) throw new Error(`The connector "${row.connector}" does not speak HTTP`);
      const request = { method: 'GET', url, maxBytes: MAX_ANSWER_BYTES, workspaceId: row.workspaceId };
      return (await outbound.fetch({ ...request, signal, credentials: [credentials] })).status;
    },
    addressOf: async (host, port) => (await outbound.resolveAllowed(host, port))[0]!,
  };
}

/** One line without control characters or secrets: a server's words may repeat what it was sent. */
function safeText(text: string, secrets: readonly string[]): string {
  const clean = secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '[hidden]')), text);
  return clean.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_MESSAGE_CHARS);
}
