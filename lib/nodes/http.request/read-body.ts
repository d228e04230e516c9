import { NodeFailure, type OutboundResponse } from '#lib/kit/node-executor.ts';

/**
 * The body as a value: JSON by its content type, else text. Throws `binary_response` for what is neither, and
 * `invalid_response` for broken JSON. Integers beyond 2^53 become text, so that no digit is lost.
 */
export function readBody(response: OutboundResponse, method: string): unknown {
  if (method === 'HEAD' || response.status === 204 || response.status === 304) return null;
  const header = response.headers['content-type'] ?? '';
  const type = header.split(';', 1)[0]!.trim().toLowerCase();
  if (isJson(type)) return response.body.length === 0 ? null : parseJson(decode(response, header, type));
  if (response.body.length === 0) return '';
  if (!isText(type)) throw binary(type);
  return decode(response, header, type);
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

function decode(response: OutboundResponse, header: string, type: string): string {
  const charset = /;\s*charset="?([^\s";]+)/i.exec(header)?.[1] ?? 'utf-8';
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset, { fatal: type === '' });
  } catch {
    throw new NodeFailure(
      'invalid_response',
      `the answer is in the character set "${charset}", which is not known here`,
    );
  }
  try {
    return decoder.decode(response.body);
  } catch {
    throw binary(type);
  }
}

function parseJson(text: string): unknown {
  try {
    if (!/\d{16}/.test(text)) return JSON.parse(text);
    return JSON.parse(text, keepBigIntegers as (key: string, value: unknown) => unknown);
  } catch (cause) {
    throw new NodeFailure('invalid_response', 'the answer says that it is JSON, but it is not', { cause });
  }
}

function keepBigIntegers(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value;
}

function binary(type: string): NodeFailure {
  const what = type === '' ? 'of no stated type and not text' : `of the type ${type}`;
  return new NodeFailure('binary_response', `the answer is ${what}; binary answers cannot be used yet`);
}
