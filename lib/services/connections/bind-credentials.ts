import type { ConnectorDefinition } from '#lib/kit/connector-definition.ts';
import type { BoundCredentials } from '#lib/runner/ports.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';

/** What a connection that speaks HTTP adds to requests; null for one that does not. */
export function bindCredentials(
  connector: ConnectorDefinition,
  hosts: readonly string[],
  settings: JsonObject,
  secrets: JsonObject,
): BoundCredentials | null {
  if (!connector.authorise) return null;
  const fields = { ...settings, ...secrets };
  const adds = connector.authorise(fields);
  const signingKey = connector.signingKey?.(fields);
  // "Bearer TOKEN": the token alone must not come back either.
  const sent = Object.values(adds.headers).map((value) => value.slice(value.lastIndexOf(' ') + 1));
  const hidden = [...new Set([...textsOf(secrets), ...sent])];
  return { hosts, adds, secrets: hidden, ...(signingKey !== undefined && { signingKey }) };
}

/** Every text in a value. */
export function textsOf(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((each) => textsOf(each as JsonValue));
}
