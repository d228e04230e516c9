import { z } from 'zod';
import { limits } from './limits.ts';

/**
 * The workflow definition, schema version 1 (`contract.md`, "The workflow definition").
 * These schemas check the *shape* only; meaning (cycles, unknown types, dangling edges) is `validateDefinition`'s.
 */
export const elementIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'Use 1 to 64 letters, digits, "_" or "-"');
export const nodeKeySchema = z
  .string()
  .max(64)
  .regex(/^[a-zA-Z][a-zA-Z0-9_]*$/, 'Start with a letter; use letters, digits and "_"');

export const retryPolicySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(limits.maxAttempts).default(1),
  backoffMs: z.int().min(0).max(limits.maxBackoffMs).default(200),
  factor: z.number().min(1).max(10).default(2),
  maxBackoffMs: z.int().min(0).max(limits.maxBackoffMs).default(5_000),
});
export const nodePolicySchema = z.strictObject({
  timeoutMs: z.int().min(1).max(limits.nodeTimeoutMaxMs).optional(),
  onError: z.enum(['fail', 'continue', 'branch']).optional(),
  retry: retryPolicySchema.optional(),
});

const positionSchema = z.strictObject({ x: z.number(), y: z.number() });

export const workflowNodeSchema = z.strictObject({
  id: elementIdSchema,
  key: nodeKeySchema,
  type: z.string().min(1).max(100),
  version: z.int().min(1).default(1),
  name: z.string().max(200).default(''),
  position: positionSchema.default({ x: 0, y: 0 }),
  parentId: elementIdSchema.nullish(),
  disabled: z.boolean().optional(),
  notes: z.string().max(10_000).optional(),
  config: z.record(z.string(), z.unknown()).default({}),
  policy: nodePolicySchema.optional(),
});

const endSchema = z.strictObject({ node: elementIdSchema, port: z.string().min(1).max(100) });
export const workflowEdgeSchema = z.strictObject({ id: elementIdSchema, source: endSchema, target: endSchema });

export const workflowSettingsSchema = z.strictObject({
  timeoutMs: z.int().min(1).max(limits.runTimeoutMaxMs).default(limits.runTimeoutDefaultMs),
  saveData: z.enum(['all', 'errors', 'none']).default('all'),
  /** The workflow that runs when a run of a deployed version fails; it starts at its `trigger.error`. */
  errorWorkflowId: z.uuid().optional(),
  /** How many runs of the workflow are executed at once; left out: as many as come. The others wait for their turn. */
  concurrency: z.int().min(1).max(limits.workflowConcurrency).optional(),
  /** What every assistant is told about the server when it connects; without it, the workflow's description. */
  instructions: z.string().max(4_000).optional(),
});

const layoutSchema = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        id: elementIdSchema,
        title: z.string().max(200),
        position: positionSchema,
        size: z.strictObject({ width: z.number(), height: z.number() }),
        color: z.string().max(20).optional(),
      }),
    )
    .max(500)
    .default([]),
  notes: z
    .array(
      z.strictObject({
        id: elementIdSchema,
        text: z.string().max(10_000),
        position: positionSchema,
        size: z.strictObject({ width: z.number(), height: z.number() }).optional(),
      }),
    )
    .max(500)
    .default([]),
  /** Loops that are shown without their bodies. */
  collapsed: z.array(elementIdSchema).max(limits.nodes).optional(),
});

/** Repeated ids are a broken shape (422 when saving); repeated *keys* are a problem that is saved and shown. */
export const workflowDefinitionSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    settings: workflowSettingsSchema.prefault({}),
    nodes: z.array(workflowNodeSchema).max(limits.nodes),
    edges: z.array(workflowEdgeSchema).max(limits.edges),
    layout: layoutSchema.optional(),
  })
  .superRefine((definition, context) => {
    for (const kind of ['nodes', 'edges'] as const) {
      const seen = new Set<string>();
      definition[kind].forEach((element, index) => {
        if (seen.has(element.id)) {
          context.addIssue({
            code: 'custom',
            path: [kind, index, 'id'],
            message: `The id "${element.id}" is used twice`,
            params: { code: 'duplicate_id' },
          });
        }
        seen.add(element.id);
      });
    }
  });

export type WorkflowDefinition = z.infer<typeof workflowDefinitionSchema>;
export type WorkflowDefinitionInput = z.input<typeof workflowDefinitionSchema>;
export type WorkflowNode = z.infer<typeof workflowNodeSchema>;
export type WorkflowEdge = z.infer<typeof workflowEdgeSchema>;
export type NodePolicy = z.infer<typeof nodePolicySchema>;
export type RetryPolicy = z.infer<typeof retryPolicySchema>;
export type WorkflowSettings = z.infer<typeof workflowSettingsSchema>;

export const emptyDefinition: WorkflowDefinition = {
  schemaVersion: 1,
  settings: { timeoutMs: limits.runTimeoutDefaultMs, saveData: 'all' },
  nodes: [],
  edges: [],
};
