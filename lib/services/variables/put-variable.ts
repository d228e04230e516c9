import { say } from '#lib/shared/say.ts';
import { variableLimits, type Variable } from '#lib/contracts/api/variables.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { encodeJson } from '#lib/db/bytes.ts';
import { findVariable, insertVariable, lockVariables, updateVariable, type VariableRow } from '#lib/db/variables.ts';
import type { Place } from '#lib/secrets/vault.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { depthOf } from '#lib/shared/depth-of.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { announceVariables } from './announce-variables.ts';
import { presentVariable } from './present-variable.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'bus' | 'logger' | 'vault' | 'clock'>;

interface Input {
  name: string;
  value: JsonValue;
  secret?: boolean | undefined;
  hosts?: readonly string[] | undefined;
}

/** Where a secret variable is sealed. */
export function variablePlace(id: string): Place {
  return { table: 'variable', row: id, field: 'value' };
}

/**
 * Creates a variable, or replaces its value. Without `secret` it stays what it is, without `hosts` a secret keeps its
 * own. Hosts never change without the value being entered again: who may not know a secret cannot send it elsewhere.
 *
 * @throws {AppError} `invalid` (too large, too many, a secret that is no text, hosts of none), `conflict` if somebody else created or
 * deleted it meanwhile.
 */
export async function putVariable(
  deps: Deps,
  principal: Principal,
  input: Input,
): Promise<{ created: boolean; variable: Variable }> {
  requirePermission(principal, 'variable:manage');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  const before = await findVariable(deps.db.prisma, { workspaceId, name: input.name });
  const id = before?.id ?? newId();
  const secret = input.secret ?? before?.secret ?? false;
  const hosts = hostsOf(input, secret, before);
  const value = await storedValue(deps, workspaceId, id, secret, input.value);
  const row = await write(deps, principal, before, { id, name: input.name, secret, value, hosts });
  await announceVariables(deps, workspaceId);
  return { created: before === null, variable: presentVariable(row) };
}

function hostsOf({ hosts }: Input, secret: boolean, before: VariableRow | null): string[] {
  if (secret) return [...new Set(hosts ?? before?.hosts ?? [])];
  if (hosts === undefined || hosts.length === 0) return [];
  const message = 'Only a secret names hosts';
  throw new AppError('invalid', message, { errors: [{ path: '/hosts', code: 'not_secret', message }] });
}

async function storedValue(
  { vault }: Deps,
  workspaceId: string,
  id: string,
  secret: boolean,
  value: JsonValue,
): Promise<Uint8Array<ArrayBuffer>> {
  if (depthOf(value) > limits.valueDepth) throw wrongValue('too_deep', `Nest at most ${limits.valueDepth} levels`);
  const bytes = encodeJson(value);
  if (bytes.length > variableLimits.valueBytes) {
    throw wrongValue('too_large', `A value has at most ${variableLimits.valueBytes / 1024} KiB`);
  }
  if (!secret) return bytes;
  if (typeof value !== 'string' || value === '') throw wrongValue('not_a_text', 'A secret is a text that is not empty');
  return vault.seal(workspaceId, variablePlace(id), value);
}

function write(
  deps: Deps,
  principal: Principal,
  before: VariableRow | null,
  row: { id: string; name: string; secret: boolean; value: Uint8Array<ArrayBuffer>; hosts: string[] },
): Promise<VariableRow> {
  const { workspaceId, userId } = principal;
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const count = await lockVariables(tx, { workspaceId });
    const current = await findVariable(tx, { workspaceId, name: row.name });
    if (current?.id !== before?.id) throw new AppError('conflict', say('variable_changed'));
    if (!current && count >= variableLimits.count) {
      throw new AppError('invalid', say('too_many_variables', { limit: variableLimits.count }));
    }
    const written = current
      ? await updateVariable(tx, { ...row, workspaceId, now })
      : await insertVariable(tx, { ...row, workspaceId, createdById: userId, now });
    await writeAudit(tx, principal, {
      action: current ? 'variable.updated' : 'variable.created',
      targetType: 'variable',
      targetId: row.id,
      data: { name: row.name, secret: row.secret, ...(row.secret && { hosts: row.hosts }) },
    });
    return written;
  });
}

function wrongValue(code: string, message: string): AppError {
  return new AppError('invalid', message, { errors: [{ path: '/value', code, message }] });
}
