import { say } from '#lib/shared/say.ts';
import { z } from 'zod';
import { variableNameSchema } from '#lib/contracts/api/variables.ts';
import type { ConnectorDefinition } from '#lib/kit/connector-definition.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { openSecretVariables, type SecretPorts } from '#lib/services/variables/secret-values.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';
import { checkSecrets, fault } from './check-fields.ts';

/** In place of a secret text: the value that a secret variable has when the connection is used. */
const referenceSchema = z.strictObject({ $variable: variableNameSchema });
/** Names of variables by JSON Pointer into the secret fields. */
export type VariableReferences = Record<string, string>;

/** The references in secret fields as somebody entered them. */
export function referencesIn(value: JsonValue, path = ''): VariableReferences {
  if (typeof value !== 'object' || value === null) return {};
  const reference = referenceSchema.safeParse(value);
  if (reference.success) return { [path]: reference.data.$variable };
  const inner = Object.entries(value).map(([key, each]) => referencesIn(each as JsonValue, `${path}/${escape(key)}`));
  return Object.assign({}, ...inner) as VariableReferences;
}

/** Secret fields with something else at the places of references. */
export function withReferences(
  secrets: JsonObject,
  references: VariableReferences,
  valueOf: (name: string) => JsonValue,
): JsonObject {
  const filled = structuredClone(secrets);
  for (const [pointer, name] of Object.entries(references)) {
    const keys = pointer.slice(1).split('/').map(unescape);
    const last = keys.pop()!;
    const holder = keys.reduce<JsonValue | undefined>((at, key) => (at as JsonObject | undefined)?.[key], filled);
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) {
      throw new Error('A reference points to a field that is not there');
    }
    (holder as Record<string, JsonValue>)[last] = valueOf(name);
  }
  return filled;
}

interface Bound {
  workspaceId: string;
  /** The connection's: the variable must name each of them. */
  hosts: readonly string[];
}

/**
 * Puts the values of variables in and checks the whole by the connector. Throws `NodeFailure` (`secret_not_found`,
 * `secret_without_hosts`, `secret_host_refused`, `connection_incomplete`), never with a value.
 */
export async function fillReferences(
  ports: SecretPorts,
  connector: ConnectorDefinition,
  { workspaceId, hosts }: Bound,
  secrets: JsonObject,
  references: VariableReferences,
): Promise<JsonObject> {
  const names = [...new Set(Object.values(references))];
  if (names.length === 0) return secrets;
  const opened = await openSecretVariables(ports, { workspaceId, names });
  for (const secret of opened) {
    const other = hosts.find((host) => !secret.hosts.includes(host));
    if (other === undefined) continue;
    throw new NodeFailure('secret_host_refused', say('secret_not_for_host', { name: secret.name, host: other }));
  }
  const values = new Map(opened.map(({ name, value }) => [name, value]));
  try {
    return checkSecrets(
      connector,
      withReferences(secrets, references, (name) => values.get(name)!),
    );
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw new NodeFailure('connection_incomplete', say('secret_unsuitable', { names }), { cause: error });
  }
}

/**
 * Checks secret fields as somebody entered them, references included. What comes back may be sealed: there is nothing
 * at the places of references. @throws {AppError} `invalid`; its errors never hold a value.
 */
export async function takeSecrets(
  ports: SecretPorts,
  connector: ConnectorDefinition,
  bound: Bound,
  entered: JsonObject,
): Promise<{ secrets: JsonObject; variables: VariableReferences }> {
  const variables = referencesIn(entered);
  const [first] = Object.keys(variables);
  if (first === undefined) return { secrets: checkSecrets(connector, entered), variables };
  try {
    const filled = await fillReferences(ports, connector, bound, entered, variables);
    return { secrets: withReferences(filled, variables, () => null), variables };
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    throw fault(`/fields${first}`, error.code, error.said ?? { message: error.message });
  }
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescape(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
