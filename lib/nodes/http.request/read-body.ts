import { say } from '#lib/shared/say.ts';
import { NodeFailure, type OutboundResponse } from '#lib/kit/node-executor.ts';

/** A body that is neither JSON nor text. */
export const binaryBody = Symbol('binary');

/**
 * The body as a value: JSON by its content type, else text, else `binaryBody`. Throws `invalid_response` for broken JSON.
 * Integers beyond 2^53 become text, so that no digit is lost.
 */
export function readBody(response: OutboundResponse, method: string): unknown {
  if (hasNoBody(response, method)) return null;
  const header = response.headers['content-type'] ?? '';
  const type = typeOf(response);
  if (isJson(type)) return response.body.length === 0 ? null : parseJson(decode(response, header, type) as string);
  if (response.body.length === 0) return '';
  return isText(type) ? decode(response, header, type) : binaryBody;
}

type Head = Pick<OutboundResponse, 'status' | 'headers'>;

/** Whether the type says that a body is neither JSON nor text. One without a type is looked at when it is there. */
export function isBinary(head: Head, method: string): boolean {
  if (hasNoBody(head, method) || head.headers['content-length'] === '0') return false;
  const type = typeOf(head);
  return !isJson(type) && !isText(type);
}

function hasNoBody({ status }: Head, method: string): boolean {
  return method === 'HEAD' || status === 204 || status === 304;
}

function typeOf({ headers }: Head): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

const isJson = (type: string): boolean => type === 'application/json' || type === 'text/json' || type.endsWith('+json');

const textTypes = new Set([
  '',
  'application/xml',
  'application/javascript',
  'application/ecmascript',
  'application/x-www-form-urlencoded',
  'application/x-ndjson',
  'application/jsonl',
  'application/yaml',
  'application/x-yaml',
  'application/toml',
  'application/graphql',
  'application/sql',
]);
const isText = (type: string): boolean => type.startsWith('text/') || type.endsWith('+xml') || textTypes.has(type);

function decode(response: OutboundResponse, header: string, type: string): string | typeof binaryBody {
  const charset = /;\s*charset="?([^\s";]+)/i.exec(header)?.[1] ?? 'utf-8';
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset, { fatal: type === '' });
  } catch {
    throw new NodeFailure('invalid_response', say('answer_charset', { charset }));
  }
  try {
    return decoder.decode(response.body);
  } catch {
    return binaryBody;
  }
}

function parseJson(text: string): unknown {
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, keepBigIntegers as (key: string, value: unknown) => unknown);
  } catch (cause) {
    throw new NodeFailure('invalid_response', say('answer_not_json'), { cause });
  }
}

function keepBigIntegers(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value;
}
