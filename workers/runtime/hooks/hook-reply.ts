import type { ServerResponse } from 'node:http';
import { replyJson, SECURITY_HEADERS } from '#lib/mcp/reply.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { AppError } from '#lib/shared/app-error.ts';

/** The run goes on without its caller. */
export function replyAccepted(response: ServerResponse, executionId: string): void {
  replyJson(response, 202, JSON.stringify({ executionId }));
}

/** This delivery was taken before. */
export function replyDuplicate(response: ServerResponse): void {
  replyJson(response, 200, JSON.stringify({ duplicate: true }));
}

const failures: Readonly<Record<Exclude<RunEnd['status'], 'success'>, number>> = {
  error: 500,
  crashed: 500,
  canceled: 503,
  timeout: 504,
};

/** What the run returned. Of a failure a stranger learns only that it was one, and which run to look for. */
export function replyEnd(response: ServerResponse, executionId: string, end: RunEnd): void {
  if (end.status !== 'success') {
    return replyJson(response, failures[end.status], JSON.stringify({ executionId, status: end.status }));
  }
  const status = end.isError ? 422 : 200;
  if (typeof end.output !== 'string') return replyJson(response, status, JSON.stringify(end.output));
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(end.output);
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': bytes.length,
  });
  response.end(bytes);
}

/** RFC 9457. */
export function replyRefusal(response: ServerResponse, error: AppError, traceId: string): void {
  const { code, status, publicMessage: detail, retryAfterMs } = error;
  const body = {
    type: `urn:toolwright:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status,
    detail,
    code,
    traceId,
  };
  replyJson(response, status, JSON.stringify(body), {
    'content-type': 'application/problem+json',
    'x-trace-id': traceId,
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
    ...(code === 'too_large' && { connection: 'close' }),
  });
}
