import { z } from 'zod';

/** Every channel and what is said on it. */
export const channels = {
  /** Another version of a workflow's server is live, or none: compare `generation` and load. */
  'server.changed': z.object({ workspaceId: z.uuid(), workflowId: z.uuid(), generation: z.int() }),
  /** Resources of a server have changed: tell those who follow them. */
  'resource.updated': z.object({ workspaceId: z.uuid(), workflowId: z.uuid(), uris: z.array(z.string()) }),
  /** Credentials were revoked or rights changed: forget what is cached of them. Absent ids mean "whoever". */
  'credentials.changed': z.object({
    workspaceId: z.uuid().optional(),
    keyId: z.uuid().optional(),
    userId: z.uuid().optional(),
    sessionId: z.uuid().optional(),
  }),
  /** What an OAuth client was allowed has ended: its tokens are good for nothing. */
  'grant.ended': z.object({ workspaceId: z.uuid(), grantId: z.uuid() }),
  /** Variables were created, changed or deleted: read them again. */
  'variables.changed': z.object({ workspaceId: z.uuid() }),
  /** Whoever runs this execution must stop it. */
  'execution.cancel': z.object({ workspaceId: z.uuid(), executionId: z.uuid() }),
  /** A wait of this execution got its answer: whoever runs it reads it. */
  'execution.answered': z.object({ workspaceId: z.uuid(), executionId: z.uuid() }),
  /** An execution that a call started has ended, or is parked again: whoever follows it reads it. */
  'execution.settled': z.object({ workspaceId: z.uuid(), executionId: z.uuid() }),
  /** More runs wait than the worker that says so has room for: whoever has room looks. */
  'runs.waiting': z.object({}),
  /** Whoever runs anything of this workspace must stop it. */
  'workspace.deleted': z.object({ workspaceId: z.uuid() }),
  /** Somebody looks at the workspace's events until then (ms since the epoch): record them. */
  watch: z.object({ workspaceId: z.uuid(), until: z.number() }),
  /** New rows are in the event table. */
  events: z.object({ workspaceId: z.uuid() }),
} as const;

export type ChannelName = keyof typeof channels;
export type ChannelMessage<C extends ChannelName> = z.infer<(typeof channels)[C]>;
