import { NodeFailure, type OutboundRequest } from '#lib/kit/node-executor.ts';
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
export function buildRequest(config: HttpRequestConfig, file: FileBody | null = null): OutboundRequest {
  const headers = buildHeaders(config.headers ?? {});
  const body = buildBody(config, file, headers);
  return { method: config.method, url: buildUrl(config), headers, ...(body !== undefined && { body }) };
}

function buildUrl(config: HttpRequestConfig): string {
  const url = URL.parse(config.url);
  if (!url) throw invalid('/url', `"${config.url}" is no absolute URL; begin with https://`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw invalid('/url', `"${url.protocol}" is not possible; use http or https`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('/url', 'a URL must not hold a user name or password; use a header');
  }
  for (const [name, value] of Object.entries(config.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null) url.searchParams.append(name, String(one));
    }
  }
  url.hash = '';
  return url.href;
}

function buildHeaders(given: NonNullable<HttpRequestConfig['headers']>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [rawName, value] of Object.entries(given)) {
    const path = `/headers/${rawName.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const name = rawName.toLowerCase();
    if (!headerName.test(name)) throw invalid(path, `"${rawName}" is no header name`);
    if (reserved.has(name)) throw invalid(path, `the header "${rawName}" cannot be set`);
    if (value === null) continue;
    const text = String(value).trim();
    if (/[^\t\x20-\x7e\x80-\xff]/.test(text)) {
      throw invalid(path, `the header "${rawName}" has a line break or a character that headers cannot carry`);
    }
    headers[name] = text;
  }
  return headers;
}

/** Sets `content-type` if the node did not. */
function buildBody(
  config: HttpRequestConfig,
  file: FileBody | null,
  headers: Record<string, string>,
): string | Uint8Array | undefined {
  const { body, method } = config;
  if (body === undefined || body === null) return undefined;
  if (method === 'GET' || method === 'HEAD') throw invalid('/body', `a ${method} request has no body; use POST`);
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
    throw invalid('/body', 'a form needs an object of names and values');
  }
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== null) form.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
    }
  }
  return form.toString();
}

function invalid(path: string, message: string): NodeFailure {
  return new NodeFailure('config_invalid', message, { path });
}
