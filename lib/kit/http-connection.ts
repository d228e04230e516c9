import { z } from 'zod';
import { connectorField } from './connector-definition.ts';
import type { TrialContext, TrialResult } from './connector-trial.ts';

/** RFC 9110, section 5.6.2. */
const headerNamePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Headers that belong to the transport: no connection sets them. */
const transportHeaders: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-encoding',
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

export const headerNameSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(headerNamePattern, 'This is no header name')
  .refine((name) => !transportHeaders.has(name.toLowerCase()), 'This header cannot be set');

/** A value that a header can carry: no line break, nothing outside Latin-1. */
export const headerValueSchema = z
  .string()
  .trim()
  .min(1)
  .max(8_192)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'A line break or a character that headers cannot carry');

/** Where the connection is tried; must lie on one of its hosts. */
export const testUrlField = connectorField(z.url({ protocol: /^https?$/ }).max(2_000), {
  title: 'Test address',
  description: 'A GET to this address shows whether the credentials are good. It must lie on one of the hosts.',
  'x-control': 'text',
  'x-placeholder': 'https://api.example.com/me',
}).optional();

/** Asks the test address; without one, the first host's root, where only a refusal of the credentials counts. */
export async function tryOverHttp(context: TrialContext, testUrl: string | undefined): Promise<TrialResult> {
  const status = await context.get(testUrl ?? `https://${context.hosts[0]}/`);
  if (status === 401 || status === 403) {
    return { ok: false, message: `The server refused the credentials (status ${status})` };
  }
  if (testUrl === undefined) {
    return { ok: true, message: `The host answers (status ${status}). Give a test address to try the credentials` };
  }
  if (status >= 400) return { ok: false, message: `The test address answered with status ${status}` };
  return { ok: true, message: `The test address answered with status ${status}` };
}
