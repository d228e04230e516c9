import { z } from 'zod';

/**
 * Whoever called the server that a run answers (`run.caller` in expressions, `caller` in the log). `member`: a person with an
 * access token of their own; `oauth`: a client that a person allowed.
 */
export const runCallerSchema = z.object({
  kind: z.enum(['key', 'oauth', 'member', 'anonymous']),
  /** Of the key, the grant or the person; for `anonymous` it stands for an address. */
  id: z.string(),
  /** What the key is called, or what the client calls itself. */
  name: z.string().nullable(),
  /** The person whose key or grant it is. Nobody has proven an address that is not verified. */
  user: z.object({ id: z.string(), email: z.string(), emailVerified: z.boolean() }).nullable(),
});
export type RunCaller = z.infer<typeof runCallerSchema>;
