import { z } from 'zod';
import { nodeKeySchema } from './definition.ts';
import { limits } from './limits.ts';

/**
 * Who may use a server: `key` (API keys and members' tokens; its well-known addresses answer a plain 404), `oauth` (clients that
 * sign their person in), `public` (anybody, within stricter limits).
 */
export const serverAccessSchema = z.enum(['key', 'oauth', 'public']);
export type ServerAccess = z.infer<typeof serverAccessSchema>;

/**
 * What callers may ask of a server, or with a key. What is left out is limited only as everything is. Of a server all callers count
 * together, of a key its own calls.
 */
export const callLimitsSchema = z.strictObject({
  /** Calls of tools, prompts and resources. */
  callsPerMinute: z.int().min(1).max(1_000_000).optional(),
  /** Calls under way at once, in each runtime process. */
  concurrentCalls: z.int().min(1).max(10_000).optional(),
  /** Bytes of one request's body. */
  bodyBytes: z.int().min(1_024).max(limits.inputBytes).optional(),
  /** Bytes of one answer's content. */
  resultBytes: z.int().min(1_024).max(limits.runBytes).optional(),
});
export type CallLimits = z.infer<typeof callLimitsSchema>;

/** What callers without credentials may spend, on top of the server's limits. What is left out has a default. */
export const publicLimitsSchema = z.strictObject({
  /** Of one address. */
  callsPerMinute: z.int().min(1).max(10_000).optional(),
  /** Of one address, in 24 hours. */
  callsPerDay: z.int().min(1).max(1_000_000).optional(),
  /** Of everybody without credentials, in 24 hours and on all public servers of the workspace. */
  workspaceCallsPerDay: z.int().min(1).max(10_000_000).optional(),
});
export type PublicLimits = z.infer<typeof publicLimitsSchema>;

/** Of a public server, where its settings say nothing else. */
export const publicServerDefaults = {
  callsPerMinute: 600,
  concurrentCalls: 20,
  bodyBytes: 256 * 1024,
  resultBytes: 1024 * 1024,
} as const satisfies CallLimits;
/** Of those who call it without credentials. */
export const anonymousDefaults = {
  callsPerMinute: 30,
  callsPerDay: 500,
  workspaceCallsPerDay: 10_000,
} as const satisfies PublicLimits;

/** As the protocol has it (SEP-986), and as `trigger.tool` has it. */
export const toolNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,128}$/, 'Use letters, digits, dashes, dots and underscores');
const parameterName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Use text without control characters');
const shownText = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .regex(/^[^\u0000\p{Cs}]*$/u, 'This text holds what cannot be stored (U+0000, half a character)');

/** A parameter (a property of a tool's input schema) as callers see it. */
export const parameterOverrideSchema = z
  .strictObject({
    name: parameterName.optional(),
    description: shownText(2_000).optional(),
    /** Callers neither see nor send it; the schema's default, or nothing, stands in. */
    hidden: z.literal(true).optional(),
    /** Callers neither see nor send it; it always has this value. */
    preset: z.strictObject({ value: z.json() }).optional(),
  })
  .refine(({ hidden, preset }) => hidden === undefined || preset === undefined, {
    path: ['hidden'],
    message: 'A parameter with a fixed value is hidden already',
  });
export type ParameterOverride = z.infer<typeof parameterOverrideSchema>;

/** A tool as callers see it. What is left out stays as its workflow says. */
export const toolOverrideSchema = z.strictObject({
  name: toolNameSchema.optional(),
  title: shownText(200).optional(),
  description: shownText(4_000).optional(),
  hidden: z.literal(true).optional(),
  /** By the names that the workflow gives them. */
  parameters: z.record(parameterName, parameterOverrideSchema).optional(),
});
export type ToolOverride = z.infer<typeof toolOverrideSchema>;

/**
 * When a call becomes a task, for clients that know tasks (MCP's extension): `whenSlow` once it takes some seconds, `always` at once.
 * Left out: `whenSlow`.
 */
export const serverTasksSchema = z.enum(['never', 'whenSlow', 'always']);
export type ServerTasks = z.infer<typeof serverTasksSchema>;

const fields = {
  v: z.literal(1),
  limits: callLimitsSchema.optional(),
  publicLimits: publicLimitsSchema.optional(),
  tasks: serverTasksSchema.optional(),
  /** Offers a tool that tells what became of a run which an earlier answer named. */
  getRunTool: z.boolean().optional(),
  /** By the keys of the tools' trigger nodes. */
  tools: z.record(nodeKeySchema, toolOverrideSchema).optional(),
};

/** How a server behaves besides what its workflow says; stored as JSON. */
export const serverSettingsSchema = z.strictObject(fields);
export type ServerSettings = z.infer<typeof serverSettingsSchema>;

/** The same as it is read: what a newer release has put there is left alone. */
const storedSettingsSchema = z.object(fields);

/** Settings out of the database. Throws for what cannot be read: a server that hides things may not forget that it does. */
export function readServerSettings(stored: unknown): ServerSettings {
  return storedSettingsSchema.parse(stored);
}
