import { z } from 'zod';
import type { Effect, NodeTypeDescription, PortRule } from '#lib/contracts/node-type.ts';

/** What `definition.ts` of a node type holds. Data and zod only: it is loaded without its executor. */
export interface NodeDefinition<Config extends z.ZodObject = z.ZodObject> {
  type: string;
  version: number;
  title: string;
  description: string;
  category: NodeTypeDescription['category'];
  icon: string;
  role: NodeTypeDescription['role'];
  effect: Effect;
  /** The effect of one configured node, where it depends on the resolved config (a GET is a read). */
  effectOf?(config: z.output<Config>): Effect;
  /** A time limit (ms) for one attempt that the resolved config asks for, beside `policy.timeoutMs`. */
  timeoutOf?(config: z.output<Config>): number | undefined;
  ports: { in: boolean; out: readonly PortRule[]; error: boolean };
  policy: { retry: boolean; timeout: boolean };
  config: Config;
  outputSchema?: Record<string, unknown>;
  summary?: string;
  defaults: Record<string, unknown>;
  docs: string;
  aiDescription: string;
  keywords?: readonly string[];
}

/** Keeps the literal types of `type` and `config`, so that the executor's config is inferred. */
export function defineNode<const T extends string, Config extends z.ZodObject>(
  definition: NodeDefinition<Config> & { type: T },
): NodeDefinition<Config> & { type: T } {
  return definition;
}

/** A definition as data, for `GET /nodes`, the engine and the browser. */
export function describeNode(definition: NodeDefinition): NodeTypeDescription {
  const { $schema: _, ...configSchema } = z.toJSONSchema(definition.config, { io: 'input', unrepresentable: 'any' });
  return {
    type: definition.type,
    version: definition.version,
    title: definition.title,
    description: definition.description,
    category: definition.category,
    icon: definition.icon,
    role: definition.role,
    effect: definition.effect,
    ports: { in: definition.ports.in, out: [...definition.ports.out], error: definition.ports.error },
    policy: definition.policy,
    configSchema,
    ...(definition.outputSchema && { outputSchema: definition.outputSchema }),
    ...(definition.summary !== undefined && { summary: definition.summary }),
    defaults: definition.defaults,
    docs: definition.docs,
    aiDescription: definition.aiDescription,
    keywords: [...(definition.keywords ?? [])],
  };
}
