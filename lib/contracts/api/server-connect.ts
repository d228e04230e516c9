import { z } from 'zod';
import { limits } from '../limits.ts';
import { idParams, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

/** How the runs of a server's workflow went lately. */
export const serverActivitySchema = z.object({
  lastRunAt: timeSchema.nullable(),
  /** Of the last 24 hours. */
  runs: z.int(),
  errors: z.int(),
});

/**
 * What came of a look at a server's own public address, the first that holds: `loopback` (only this machine reaches it),
 * `private` (only its network does), `unknownName`, `unreachable` (nothing answers), `redirected` (clients do not follow with their
 * message), `wrongHost` (the runtime knows the address by another name), `notOurs` (something else answers), `plainHttp` (it is
 * reached, and what is sent can be read on the way), `outside` (anybody reaches it).
 */
export const reachVerdictSchema = z.enum([
  'loopback',
  'private',
  'unknownName',
  'unreachable',
  'redirected',
  'wrongHost',
  'notOurs',
  'plainHttp',
  'outside',
]);
export type ReachVerdict = z.infer<typeof reachVerdictSchema>;

export const serverReachSchema = z.object({
  url: z.string(),
  verdict: reachVerdictSchema,
  /** Whether this installation reached itself there; null: the guard lets nothing through to such an address. */
  answered: z.boolean().nullable(),
  /** Of the answer, if there was one. */
  status: z.int().nullable(),
  durationMs: z.number(),
  checkedAt: timeSchema,
});
export type ServerReach = z.infer<typeof serverReachSchema>;

export const getServerActivity = defineContract({
  method: 'GET',
  path: '/workflows/{id}/server/activity',
  summary: 'When a server’s workflow last ran, and how its runs of the last 24 hours went',
  tag: 'Servers',
  access: 'execution:read',
  params: idParams,
  responses: { 200: serverActivitySchema },
});
export const checkServerReach = defineContract({
  method: 'POST',
  path: '/workflows/{id}/server/reach',
  summary: 'Whether a server can be reached from outside, by a request to its own public address',
  tag: 'Servers',
  access: 'workflow:read',
  params: idParams,
  responses: { 200: serverReachSchema },
});

/** Headers of the protocol, which a caller may set. Credentials are none of them: the call is made for whoever asks. */
const protocolHeader = z.string().regex(/^(accept|content-type|last-event-id|mcp-[a-z0-9-]{1,64})$/);

/** One HTTP request of an MCP client, as it would be sent to the server's address. */
export const mcpExchangeSchema = z.strictObject({
  method: z.enum(['POST', 'GET', 'DELETE']),
  headers: z.record(
    protocolHeader,
    z
      .string()
      .max(2_000)
      .regex(/^[\x20-\x7e]*$/),
  ),
  /** Of a POST; sent as it is. */
  body: z.string().max(limits.inputBytes).optional(),
});
export type McpExchange = z.infer<typeof mcpExchangeSchema>;

/** The answer as it comes, told in events of these names. */
export interface McpExchangeEvents {
  head: { status: number; headers: Record<string, string> };
  text: string;
  end: null;
  /** It broke off. */
  broken: null;
}

export const exchangeMcp = defineContract({
  method: 'POST',
  path: '/workflows/{id}/server/exchange',
  summary: 'Send a server one request of an MCP client, as oneself; its answer comes as events',
  tag: 'Servers',
  access: 'workflow:read',
  params: idParams,
  body: mcpExchangeSchema,
  stream: true,
  // A JSON text inside of a JSON text.
  maxBodyBytes: 2 * limits.inputBytes,
  responses: { 200: null },
});
