import { limits } from '#lib/contracts/limits.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';
import { setOwn } from '#lib/shared/set-own.ts';
import { hiddenHeaders, hiddenQuery, type CallerCheck, type HookCall } from './verify-caller.ts';

interface Received extends HookCall {
  method: string;
  /** Below the workspace, without a slash in front. */
  path: string;
  /** Reads JSON strictly: bounded depth, no member twice. Throws what it finds as `malformed`. */
  parseJson(text: string, maxDepth: number): JsonValue;
}

/**
 * `input` of a run that a webhook starts: `{method, path, query, headers, body, rawBody}`.
 *
 * @throws {AppError} `malformed` if the body is not what its Content-Type says.
 */
export function hookInput(received: Received, check: CallerCheck): JsonObject {
  const { method, path, headers, body } = received;
  const text = textOf(body);
  return {
    method,
    path,
    query: fieldsOf(received.query, hiddenQuery(check)),
    headers: visible(headers, hiddenHeaders(check)),
    body: parsedBody(received, text),
    rawBody: text ?? Buffer.from(body).toString('base64'),
  };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(body: Uint8Array): string | null {
  try {
    return decoder.decode(body);
  } catch {
    return null;
  }
}

function parsedBody({ headers, body, parseJson }: Received, text: string | null): JsonValue {
  if (body.length === 0) return null;
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'application/json' || type.endsWith('+json')) {
    if (text === null) throw new AppError('malformed', 'The body is not valid UTF-8');
    return parseJson(text, limits.valueDepth - 1);
  }
  if (type === 'application/x-www-form-urlencoded') return fieldsOf(new URLSearchParams(text ?? ''), null);
  return text;
}

/** A name that comes several times has a list. Names are data: `__proto__` is an ordinary one. */
function fieldsOf(fields: URLSearchParams, hidden: string | null): JsonObject {
  if (fields.size === 0) return {};
  const names = [...new Set(fields.keys())].filter((name) => name !== hidden);
  return Object.fromEntries(
    names.map((name) => {
      const values = fields.getAll(name);
      return [name, values.length === 1 ? values[0]! : values];
    }),
  );
}

function visible(headers: HookCall['headers'], hidden: ReadonlySet<string>): JsonObject {
  const shown: JsonObject = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined && !hidden.has(name)) setOwn(shown, name, value);
  }
  return shown;
}
