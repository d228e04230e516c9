import {
  ProtocolError,
  ProtocolErrorCode,
  type CallToolResult,
  type Implementation,
} from '@modelcontextprotocol/server';
import type { ToolAnswer } from './call-tool.ts';
import type { ReportError } from './mcp-fault.ts';
import { isInputRequired } from './rounds.ts';
import { isTaskAnswer } from './tasks/task-wire.ts';

const SERVER_INFO_KEY = 'io.modelcontextprotocol/serverInfo';

export interface ResultMessage {
  jsonrpc: '2.0';
  id: string | number;
  result: ToolAnswer;
}

export interface ErrorMessage {
  jsonrpc: '2.0';
  id: string | number;
  error: { code: number; message: string; data?: unknown };
}

/** The answer of revision 2026-07-28 with a result, or with the task that the call has become. */
export function resultMessage(id: string | number, result: ToolAnswer, serverInfo: Implementation): ResultMessage {
  if (isTaskAnswer(result) || isInputRequired(result))
    return { jsonrpc: '2.0', id, result: { ...result, _meta: { [SERVER_INFO_KEY]: serverInfo } } };
  const { content, structuredContent, isError, _meta } = withTextOfStructure(result);
  return {
    jsonrpc: '2.0',
    id,
    result: {
      resultType: 'complete',
      content,
      ...(structuredContent !== undefined && { structuredContent }),
      ...(isError !== undefined && { isError }),
      _meta: { ..._meta, [SERVER_INFO_KEY]: serverInfo },
    },
  };
}

/** A structured part that is no object is said as text, too. */
export function withTextOfStructure(result: CallToolResult): CallToolResult {
  const { content, structuredContent } = result;
  if (isPlain(structuredContent) || content.some(({ type }) => type === 'text')) return result;
  return { ...result, content: [...content, { type: 'text', text: JSON.stringify(structuredContent) }] };
}

/** The answer with an error: protocol errors as they are, of anything else the caller learns the trace id alone. */
export function errorMessage(id: string | number, error: unknown, traceId: string, report: ReportError): ErrorMessage {
  if (error instanceof ProtocolError) {
    const { code, message, data } = error;
    return { jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } };
  }
  report(error, traceId);
  return {
    jsonrpc: '2.0',
    id,
    error: { code: ProtocolErrorCode.InternalError, message: `Internal error. Trace id ${traceId}` },
  };
}

/** Nothing, or an object: what needs no text beside it. */
function isPlain(structured: unknown): boolean {
  if (structured === undefined) return true;
  return typeof structured === 'object' && structured !== null && !Array.isArray(structured);
}
