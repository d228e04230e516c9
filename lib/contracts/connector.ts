import { z } from 'zod';
import { jsonSchemaSchema } from './json-schema.ts';

/**
 * A connector as data. `fieldsSchema` is JSON Schema 2020-12 of what a connection holds; hints stand beside it:
 * - `x-secret: true`: sealed, never comes back;
 * - `x-binding: true`: says where the secret goes, a change clears it;
 * - `x-control`: `text | password | number | select | keyValue`; `x-placeholder`; `x-options`: labels of an enumeration's values.
 */
export const connectorDescriptionSchema = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  /** A lucide icon's name, kebab-case. */
  icon: z.string(),
  category: z.enum(['http', 'database', 'mail']),
  /** Whether hosts are named on their own, or by the fields. */
  hosts: z.enum(['named', 'fields']),
  fieldsSchema: jsonSchemaSchema,
  secretFields: z.array(z.string()),
});
export type ConnectorDescription = z.infer<typeof connectorDescriptionSchema>;

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const hostPattern = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[0-9a-f:.]{2,45}\\])(?::[1-9][0-9]{0,4})?$`);

/**
 * A host that a connection may be used for: a name or address in lower case, with a port if it is not the scheme's own
 * (`api.example.com`, `db.example.com:6432`).
 */
export const connectionHostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .regex(hostPattern, 'Write a host such as api.example.com, or host:port');

/**
 * Is the address on one of a connection's hosts? `host` stands for the scheme's own port, `host:port` for that one.
 * Both sides are compared in the spelling that URLs have.
 */
export function isNamedHost(hosts: readonly string[], url: URL): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return hosts.some((entry) => {
    const named = URL.parse(`http://${entry}`);
    if (named?.hostname !== url.hostname) return false;
    const own = /:(\d+)$/.exec(entry)?.[1];
    return own === undefined ? url.port === '' : own === port;
  });
}
