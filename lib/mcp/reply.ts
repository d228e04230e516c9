import type { ServerResponse } from 'node:http';

/** Sent with every answer of the runtime: nothing here is a page, and nothing may be kept. */
export const SECURITY_HEADERS = {
  'content-security-policy': 'sandbox',
  'x-content-type-options': 'nosniff',
  'cache-control': 'private, no-store',
} as const;

/** One JSON document. `headers` are added to the security headers. */
export function replyJson(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** A JSON-RPC error as the whole answer. `data` must be safe to show. */
export function replyRpcError(
  response: ServerResponse,
  error: { status: number; code: number; message: string; id?: string | number | null; data?: unknown },
  headers: Readonly<Record<string, string>> = {},
): void {
  const { status, code, message, id = null, data } = error;
  const body = { jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } };
  replyJson(response, status, JSON.stringify(body), headers);
}

/**
 * The answer to one request, as one JSON document or, once something has to be said before the result, as a stream of
 * server-sent events for this request alone.
 */
export class Reply {
  #streaming = false;
  #keepAlive: NodeJS.Timeout | undefined;
  readonly #response: ServerResponse;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #keepAliveMs: number;

  constructor(response: ServerResponse, headers: Readonly<Record<string, string>>, keepAliveMs: number) {
    this.#response = response;
    this.#headers = headers;
    this.#keepAliveMs = keepAliveMs;
  }

  /** Something before the result. Turns the answer into a stream. */
  notify(message: unknown): void {
    // A run that goes on after its call was answered still tells.
    if (this.#response.writableEnded) return;
    this.stream();
    this.#write(message);
  }

  /** The result or error; ends the answer. `refusal`: how HTTP says it, where it is not too late for that. */
  finish(message: unknown, refusal?: { status: number; headers: Readonly<Record<string, string>> }): void {
    clearInterval(this.#keepAlive);
    if (!this.#streaming) {
      const headers = { ...this.#headers, ...refusal?.headers };
      return replyJson(this.#response, refusal?.status ?? 200, JSON.stringify(message), headers);
    }
    this.#write(message);
    this.#response.end();
  }

  /** Opens the stream, so that the caller sees life although there is no result yet. */
  stream(): void {
    if (this.#streaming || this.#response.destroyed) return;
    this.#streaming = true;
    this.#response.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream',
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
      ...this.#headers,
    });
    this.#response.write(': open\n\n');
    this.#keepAlive = setInterval(() => this.#response.write(': keep-alive\n\n'), this.#keepAliveMs);
    this.#keepAlive.unref();
  }

  /** The caller is gone. */
  abandon(): void {
    clearInterval(this.#keepAlive);
  }

  #write(message: unknown): void {
    if (this.#response.destroyed) return;
    this.#response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  }
}
