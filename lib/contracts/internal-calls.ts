import { paramsSchema } from './problem.ts';
import { z } from 'zod';
import { triggerKindSchema } from './execution.ts';

/**
 * Calls of the web process to the runtime, on the internal port only, with `Authorization: Bearer INTERNAL_SECRET`.
 * The caller has already checked rights and input. A field that a later release sends is ignored, not refused: both may
 * run beside each other.
 */
export const internalExecuteSchema = z.object({
  workspaceId: z.uuid(),
  workflowId: z.uuid(),
  versionId: z.uuid(),
  /** Made by the caller, so that it can name the run before it ends. */
  executionId: z.uuid(),
  trigger: triggerKindSchema,
  triggerKey: z.string(),
  input: z.json(),
  traceId: z.string(),
  parentExecutionId: z.uuid().nullable().default(null),
  actorId: z.uuid().nullable().default(null),
});
export type InternalExecute = z.input<typeof internalExecuteSchema>;

export const internalExecuteNodeSchema = z.object({
  workspaceId: z.uuid(),
  workflowId: z.uuid(),
  versionId: z.uuid(),
  executionId: z.uuid(),
  nodeId: z.string(),
  input: z.json(),
  /** Outputs of upstream nodes by key, given or recorded. */
  steps: z.record(z.string(), z.json()),
  /** The items that the loops around it are at, by key. */
  loops: z.record(z.string(), z.object({ item: z.json(), index: z.int() })).optional(),
  traceId: z.string(),
  actorId: z.uuid().nullable().default(null),
});
export type InternalExecuteNode = z.input<typeof internalExecuteNodeSchema>;

/** A recorded run, to be computed again by this version. */
export const internalReplaySchema = z.object({
  workspaceId: z.uuid(),
  executionId: z.uuid(),
  versionId: z.uuid(),
});
/** A replay waits for nothing: what takes longer computes without end, and is given up. */
export const REPLAY_MS = 30_000;
export type InternalReplay = z.input<typeof internalReplaySchema>;

/** A refused internal call: an `AppError` in transit. */
export const internalErrorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    params: paramsSchema.optional(),
    retryAfterMs: z.number().optional(),
    /** Nothing of the call was begun: another runtime may be asked. */
    notAccepted: z.boolean().optional(),
    errors: z
      .array(z.object({ path: z.string(), code: z.string(), message: z.string(), params: paramsSchema.optional() }))
      .optional(),
  }),
});

/**
 * Paths and answers. `execute` answers after the end of the run, with `end` as the runner's `RunEnd`, or after
 * `limits.syncHoldMs` with `ended: false` while the run goes on.
 */
export const internalPaths = {
  execute: '/internal/execute',
  executeNode: '/internal/execute-node',
  replay: '/internal/replay',
  /** The request of an MCP client, made for somebody who is signed in. */
  relayedMcp: '/internal/mcp-relayed',
} as const;

/** What the runtime has to know of a relayed request besides itself: whose it is, and what it would be outside. */
export const relayedHeaders = {
  authorization: 'x-toolwright-relayed-authorization',
  method: 'x-toolwright-relayed-method',
  path: 'x-toolwright-relayed-path',
  address: 'x-toolwright-relayed-address',
} as const;
