import { say } from '#lib/shared/say.ts';
import { NodeFailure, type OutboundResponse } from '#lib/kit/node-executor.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';
import type { HttpRequestConfig } from './definition.ts';

/** 4xx answers that may be different the next time (RFC 9110 15.5.9, RFC 8470, RFC 6585). */
const retryable4xx = new Set([408, 425, 429]);
const maxDetailChars = 16_384;

/** A status of 400 or more that the node does not accept. */
export function isRefusal(config: HttpRequestConfig, status: number): boolean {
  return status >= 400 && config.acceptStatus?.includes(status) !== true;
}

/** Throws `http_status` for a status of 400 or more that the node does not accept. `now`: ms, when the step started. */
export function checkStatus(config: HttpRequestConfig, response: OutboundResponse, body: unknown, now: number): void {
  const { status } = response;
  if (!isRefusal(config, status)) return;
  const retryAfterMs = parseRetryAfter(response.headers['retry-after'], response.headers['date'], now);
  throw new NodeFailure(
    'http_status',
    say('http_status', { method: config.method, url: withoutQuery(response.url), status, answer: excerpt(body) }),
    {
      retryable: status >= 500 || retryable4xx.has(status),
      details: errorDetails(status, body),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
  );
}

function errorDetails(status: number, body: unknown): JsonObject {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, body: text.length > maxDetailChars ? text.slice(0, maxDetailChars) : (body as JsonValue) };
}

/** The `message` that most APIs put in their errors, if it is short. */
function excerpt(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const { message, error, detail } = body as Record<string, unknown>;
  const nested = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)['message'] : error;
  const text = [message, nested, detail].find((one) => typeof one === 'string' && one !== '' && one.length <= 300);
  return text === undefined ? '' : `: ${String(text)}`;
}

function withoutQuery(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** RFC 9110, section 10.2.3: seconds, or a date, which is compared with the answer's own `Date` if it has one. */
function parseRetryAfter(value: string | undefined, date: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  const from = Date.parse(date ?? '');
  return Number.isNaN(at) ? undefined : Math.max(0, at - (Number.isNaN(from) ? now : from));
}
