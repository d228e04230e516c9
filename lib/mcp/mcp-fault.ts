import { ProtocolError, ProtocolErrorCode, type CallToolResult } from '@modelcontextprotocol/server';
import { isAppError } from '#lib/shared/app-error.ts';
import { errorCodes } from '#lib/shared/error-codes.ts';
import { failed } from './tool-errors.ts';

/** Where unexpected errors go; nobody outside reads them. */
export type ReportError = (error: unknown, traceId: string) => void;

/**
 * An error on its way out of a tool call. Expected ones become what the registry says: a result that the model reads,
 * or a JSON-RPC error. Anything else is reported, and the caller gets the trace id and not a word more.
 */
export function faultResult(error: unknown, traceId: string, report: ReportError): CallToolResult {
  if (error instanceof ProtocolError) throw error;
  if (isAppError(error)) {
    const { mcp } = errorCodes[error.code];
    if (mcp === 'tool_error') return failed(error.publicMessage);
    const { code, retryAfterMs } = error;
    throw new ProtocolError(mcp, error.publicMessage, { code, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }
  report(error, traceId);
  throw new ProtocolError(ProtocolErrorCode.InternalError, `Internal error. Trace id ${traceId}`);
}

/** How HTTP says that a call was refused: for now, so that it may be tried again, or for this client; undefined for every other error. */
export function refusalOf(error: {
  code: number;
  data?: unknown;
}): { status: number; headers: Record<string, string> } | undefined {
  if (error.code === ProtocolErrorCode.MissingRequiredClientCapability) return { status: 400, headers: {} };
  const { data } = error;
  if (typeof data !== 'object' || data === null || !('code' in data)) return undefined;
  const { code, retryAfterMs } = data as { code: unknown; retryAfterMs?: unknown };
  if (typeof code !== 'string' || !Object.hasOwn(errorCodes, code)) return undefined;
  const { status, retryable } = errorCodes[code as keyof typeof errorCodes];
  if (!retryable || status < 429) return undefined;
  const seconds = Math.ceil(Number(retryAfterMs ?? 1_000) / 1_000);
  return { status, headers: { 'retry-after': String(seconds) } };
}
