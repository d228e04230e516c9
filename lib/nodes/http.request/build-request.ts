import { say, type Said } from '#lib/shared/say.ts';
import { NodeFailure, type NodeContext, type OutboundRequest, type SecretText } from '#lib/kit/node-executor.ts';
import type { HttpRequestConfig } from './definition.ts';

/** Headers that belong to the connection, not to the node. */
const reserved = new Set([
  'host',
  'content-length',
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
/** RFC 9110, section 5.6.2: the characters of a field name. */
const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** A file that is sent as the body. */
export interface FileBody {
  bytes: Uint8Array;
  mimeType: string;
}

/** The request of a resolved config. Throws `config_invalid` with the field's path. Header names are lower case. */
export function buildRequest(
  config: HttpRequestConfig,
  file: FileBody | null = null,
  secretTexts: NodeContext['secretTexts'] = new Map(),
): OutboundRequest {
  const { headers, secretHeaders } = buildHeaders(config.headers ?? {}, secretTexts);
  const body = buildBody(config, file, headers);
  return {
    method: config.method,
    url: buildUrl(config),
    headers,
    ...(secretHeaders && { secretHeaders }),
    ...(body !== undefined && { body }),
  };
}

function buildUrl(config: HttpRequestConfig): string {
  const url = URL.parse(config.url);
  if (!url) throw invalid('/url', say('url_not_absolute', { url: config.url.slice(0, 200) }));
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid('/url', say('url_protocol', { protocol: url.protocol }));
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('/url', say('url_credentials'));
  }
  for (const [name, value] of Object.entries(config.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null) url.searchParams.append(name, String(one));
    }
  }
  url.hash = '';
  return url.href;
}

function buildHeaders(
  given: NonNullable<HttpRequestConfig['headers']>,
  secretTexts: NodeContext['secretTexts'],
): { headers: Record<string, string>; secretHeaders: OutboundRequest['secretHeaders'] | null } {
  const headers: Record<string, string> = {};
  const secretHeaders: Record<string, SecretText> = {};
  for (const [rawName, value] of Object.entries(given)) {
    const path = `/headers/${rawName.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const name = rawName.toLowerCase();
    if (!headerName.test(name)) throw invalid(path, say('header_name', { name: rawName }));
    if (reserved.has(name)) throw invalid(path, say('header_reserved', { name: rawName }));
    const secret = secretTexts.get(path);
    if (secret) secretHeaders[name] = secret;
    if (secret || value === null) continue;
    const text = String(value).trim();
    if (/[^\t\x20-\x7e\x80-\xff]/.test(text)) {
      throw invalid(path, say('header_value', { name: rawName }));
    }
    headers[name] = text;
  }
  return { headers, secretHeaders: secretTexts.size === 0 ? null : secretHeaders };
}

/** Sets `content-type` if the node did not. */
function buildBody(
  config: HttpRequestConfig,
  file: FileBody | null,
  headers: Record<string, string>,
): string | Uint8Array | undefined {
  const { body, method } = config;
  if (body === undefined || body === null) return undefined;
  if (method === 'GET' || method === 'HEAD') throw invalid('/body', say('body_not_allowed', { method }));
  if (file) {
    headers['content-type'] ??= file.mimeType;
    return file.bytes;
  }
  if (typeof body === 'string') {
    headers['content-type'] ??= 'text/plain; charset=utf-8';
    return body;
  }
  const type = headers['content-type'];
  if (type?.startsWith('application/x-www-form-urlencoded')) return formBody(body);
  headers['content-type'] ??= 'application/json';
  return JSON.stringify(body);
}

function formBody(body: unknown): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('/body', say('form_needs_object'));
  }
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== null) form.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
    }
  }
  return form.toString();
}

function invalid(path: string, said: Said): NodeFailure {
  return new NodeFailure('config_invalid', said, { path });
}
