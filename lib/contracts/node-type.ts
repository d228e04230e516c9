import { z } from 'zod';
import { jsonSchemaSchema } from './json-schema.ts';

/** How a node acts on the world outside; `write` is not safe to repeat. */
export const effectSchema = z.enum(['pure', 'read', 'idempotent', 'write']);
export type Effect = z.infer<typeof effectSchema>;

/**
 * What the engine must know of a type. `action` runs and leaves by a port that its executor names; `merge` joins;
 * `return` ends the run with a result; `fail` ends it with an error; `trigger` starts it.
 */
export const nodeRoleSchema = z.enum(['trigger', 'action', 'merge', 'return', 'fail', 'container']);

/** A port out: a fixed one, or one for each element of a list in the config (`each: 'cases', name: 'name'`). */
export const portRuleSchema = z.union([
  // First, because the other would take it too, and drop `each`.
  z.object({ each: z.string(), name: z.string() }),
  z.object({ name: z.string(), label: z.string().optional() }),
]);
export type PortRule = z.infer<typeof portRuleSchema>;

/**
 * A node type as data: all that the browser, the engine and `GET /nodes` know of it.
 *
 * `configSchema` is JSON Schema 2020-12 of the *resolved* config. Hints stand beside it in the properties:
 * - `x-literal: true`: never a template (ids, code, schemas, enumerations);
 * - `x-lazy: true`: a template that the executor evaluates itself, zero or more times (conditions, per-item fields);
 * - `x-item: true` (with lazy): `item` and `index` are in scope;
 * - `x-encode: 'url'`: values in the template are encoded as parts of a URL;
 * - `x-control`: `text | textarea | code | json | expression | select | switch | number | schema | keyValue | cases |
 *   connection` (the id of a stored connection; `x-connectors` lists the kinds that suit);
 * - `x-when: {field, in}` (in rows of a list): shown while another field of the row has one of these values;
 * - `x-options`: labels of an enumeration's values;
 * - `x-placeholder`, `x-advanced: true` (folded away by default), `x-order`.
 */
export const nodeTypeDescriptionSchema = z.object({
  type: z.string(),
  version: z.int(),
  title: z.string(),
  description: z.string(),
  category: z.enum(['trigger', 'logic', 'data', 'integration', 'ai', 'human', 'output']),
  /** A lucide icon's name, kebab-case. */
  icon: z.string(),
  role: nodeRoleSchema,
  effect: effectSchema,
  ports: z.object({ in: z.boolean(), out: z.array(portRuleSchema), error: z.boolean() }),
  /** Whether retry and timeout policies apply. */
  policy: z.object({ retry: z.boolean(), timeout: z.boolean() }),
  configSchema: jsonSchemaSchema,
  /** JSON Schema of the output, when it is known. Completion uses it. */
  outputSchema: jsonSchemaSchema.optional(),
  /** The card's second line: text with `{path}` places filled from the config, such as `{method} {url}`. */
  summary: z.string().optional(),
  /** Config of a freshly placed node. */
  defaults: z.record(z.string(), z.unknown()),
  /** Markdown. */
  docs: z.string(),
  /** One sentence for assistants that build workflows. */
  aiDescription: z.string(),
  keywords: z.array(z.string()),
});
export type NodeTypeDescription = z.infer<typeof nodeTypeDescriptionSchema>;

/** How everyone but the catalogue itself looks a type up. `undefined`: unknown, does not compile. */
export type DescribeNodeType = (type: string, version: number) => NodeTypeDescription | undefined;
