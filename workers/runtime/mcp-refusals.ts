import type { ServerResponse } from 'node:http';
import { replyRpcError } from '#lib/mcp/reply.ts';
import type { StrictJson } from '#lib/mcp/strict-json.ts';
import type { AppError } from '#lib/shared/app-error.ts';
import { errorCodes } from '#lib/shared/error-codes.ts';

/** Why a request gets no further, as HTTP and JSON-RPC say it. */
export interface Refusal {
  status: number;
  code: number;
  message: string;
  headers?: Readonly<Record<string, string>>;
}

export const noCredentials: Refusal = {
  status: 401,
  code: -32600,
  message: 'Send an API key as "Authorization: Bearer tw_..."',
  headers: { 'www-authenticate': 'Bearer' },
};
export const badCredentials: Refusal = {
  ...noCredentials,
  message: 'This key or token is not valid (any more)',
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
};
export const notFound: Refusal = { status: 404, code: -32600, message: 'There is no MCP server at this address' };
export const stopped: Refusal = {
  status: 404,
  code: -32600,
  message: 'This MCP server is stopped. Start its deployment again to use it',
};
export const mayNotUse: Refusal = { status: 403, code: -32600, message: 'This key may not use this server' };
export const mayNotCall: Refusal = {
  status: 403,
  code: -32600,
  message: 'This key or role may list what the server has, but not call it',
};
export const batch: Refusal = {
  status: 400,
  code: -32600,
  message: 'JSON-RPC batches are not supported (MCP removed them in revision 2025-06-18): send one message a request',
};
export const notText: Refusal = { status: 400, code: -32700, message: 'The body is not valid UTF-8' };
export const tooManyLarge: Refusal = {
  status: 429,
  code: -32600,
  message: 'Too many large requests of this workspace at once; send them one after another',
  headers: { 'retry-after': '1' },
};
export const tooManyOpen: Refusal = {
  status: 429,
  code: -32600,
  message: 'Too many requests without credentials are open at once; end some of them first',
  headers: { 'retry-after': '1' },
};
/** Nothing more is read from such a connection. */
export const tooLarge = (limit: number): Refusal => ({
  status: 413,
  code: -32600,
  message: `The body is larger than ${limit} bytes`,
  headers: { connection: 'close' },
});

export function fromStrictJson(parsed: Extract<StrictJson, { ok: false }>): Refusal {
  return { status: 400, code: parsed.reason === 'malformed' ? -32700 : -32600, message: parsed.message };
}

export function fromAppError(error: AppError): Refusal {
  const { mcp } = errorCodes[error.code];
  return {
    status: error.status,
    code: typeof mcp === 'number' ? mcp : -32603,
    message: error.publicMessage,
    ...(error.retryAfterMs !== undefined && {
      headers: { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) },
    }),
  };
}

/** `traceId`: null where nobody may learn it. */
export function refuseWith(response: ServerResponse, traceId: string | null, refusal: Refusal): void {
  replyRpcError(response, refusal, { ...(traceId !== null && { 'x-trace-id': traceId }), ...refusal.headers });
}
