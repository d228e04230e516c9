import type { IncomingMessage } from 'node:http';
import { limits } from '#lib/contracts/limits.ts';
import { parseStrictJson } from '#lib/mcp/strict-json.ts';
import { hookInput } from '#lib/services/webhooks/hook-input.ts';
import type { CallerCheck, HookCall } from '#lib/services/webhooks/verify-caller.ts';
import type { HookAddress } from '#lib/services/webhooks/webhook-source.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';
import { setOwn } from '#lib/shared/set-own.ts';
import { pathOf } from '../http-server.ts';
import { readBytes } from '../read-body.ts';

const PATH = /^\/(hooks|hooks-test)\/([a-z0-9-]{1,63})\/([A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*)$/;
const MAX_PATH_CHARS = 300;
/** Nobody writes into it. */
const NO_QUERY = new URLSearchParams();

/** Which webhook is called, and whether it is a test call; null for a path that no webhook can have. */
export function addressIn(request: IncomingMessage): (HookAddress & { test: boolean }) | null {
  const whole = pathOf(request);
  const match = whole.length <= MAX_PATH_CHARS ? PATH.exec(whole) : null;
  if (!match) return null;
  const [, kind, workspaceSlug = '', path = ''] = match;
  return { kind: 'webhook', workspaceSlug, path, method: request.method ?? '', test: kind === 'hooks-test' };
}

/** Reads the call once. @throws {AppError} `too_large`, `malformed` */
export async function readCall(request: IncomingMessage, nowMs: number): Promise<HookCall> {
  const body = await readBytes(request, limits.inputBytes);
  if (!body.ok) {
    throw body.reason === 'too_large'
      ? new AppError('too_large', `The body is larger than ${limits.inputBytes} bytes`)
      : new AppError('malformed', 'The body broke off');
  }
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  const query = mark < 0 ? NO_QUERY : new URLSearchParams(url.slice(mark + 1));
  return { headers: headersOf(request), query, body: body.bytes, nowMs };
}

/** Node joins repeated headers with commas; the few that it gives as lists have no place in a run. */
function headersOf({ headers: all }: IncomingMessage): HookCall['headers'] {
  const headers: Record<string, string | undefined> = {};
  for (const name of Object.keys(all)) {
    const value = all[name];
    if (typeof value === 'string') setOwn(headers, name, value);
  }
  return headers;
}

/** What the run gets of the call. @throws {AppError} `malformed` */
export function inputOf({ path, method }: HookAddress, call: HookCall, check: CallerCheck): JsonObject {
  return hookInput({ ...call, method, path, parseJson }, check);
}

function parseJson(text: string, maxDepth: number): JsonValue {
  const parsed = parseStrictJson(text, maxDepth);
  if (!parsed.ok) throw new AppError('malformed', parsed.message);
  return parsed.value;
}
