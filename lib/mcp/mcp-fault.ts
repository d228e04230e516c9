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
    throw new ProtocolError(mcp, error.publicMessage, { code: error.code });
  }
  report(error, traceId);
  throw new ProtocolError(ProtocolErrorCode.InternalError, `Internal error. Trace id ${traceId}`);
}
