import { ProtocolError, ProtocolErrorCode, type CallToolResult } from '@modelcontextprotocol/server';
import type { Principal } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { AnswerFault, contentBlock, readParts } from './answer-content.ts';
import { heartbeatOf, type CallTimes } from './call-times.ts';
import type { FileAddress } from './file-notes.ts';
import { faultResult, type ReportError } from './mcp-fault.ts';
import { createProgress } from './progress.ts';
import { isRestricted, restrictedResult } from './restricted-answers.ts';
import type { ServedVersion } from './served-version.ts';
import { argumentError, failed } from './tool-errors.ts';
import { toolResult, waitingResult } from './tool-result.ts';
import type { CallRunner, ReadFile } from './tool-runner.ts';

/** Who calls which version. Made for each request, shared with nobody. */
export interface CallerContext {
  version: ServedVersion;
  principal: Principal;
  traceId: string;
  /** Most bytes of an answer, where the server or the key limits them. */
  resultBytes?: number;
}

/** What calls of tools, prompts and resources need of their process. */
export interface CallPorts {
  runner: CallRunner;
  report: ReportError;
  /** Where a file can be fetched. */
  fileAddress: FileAddress;
  readFile: ReadFile;
  times: CallTimes;
}

/** What a request that starts a run brings along. */
export interface RequestLine {
  progressToken: string | number | undefined;
  signal: AbortSignal;
  /** Sends `notifications/progress` for this request. */
  notifyProgress(params: { progressToken: string | number; progress: number; message: string }): void;
}

export interface ToolCallRequest extends RequestLine {
  name: string;
  arguments: unknown;
}

/**
 * `tools/call`: an unknown tool is a protocol error (-32602), wrong arguments and failed runs are tool errors.
 * Throws `ProtocolError` only.
 */
export async function callTool(
  ports: CallPorts,
  caller: CallerContext,
  request: ToolCallRequest,
): Promise<CallToolResult> {
  if (!isRestricted(caller)) return resultOf(ports, caller, request);
  return restrictedResult(caller, { ports, line: request, answer: (covered, line) => resultOf(covered, caller, line) });
}

async function resultOf(
  { runner, report, fileAddress, readFile, times }: CallPorts,
  caller: CallerContext,
  request: ToolCallRequest,
): Promise<CallToolResult> {
  const { version, traceId } = caller;
  const tool = version.tools.get(request.name);
  if (!tool) throw unknownTool(version, request.name);
  const progress = progressOf(version, request, times);
  try {
    const input = tool.validateInput(request.arguments ?? {});
    if (!input.ok) return argumentError(tool, input.errors);
    const executionId = newId();
    const end = await runner.run({
      executionId,
      version,
      trigger: { kind: 'tool', key: tool.key },
      input: input.value as JsonValue,
      principal: caller.principal,
      traceId,
      signal: request.signal,
      ...(progress && { onEvent: progress.onEvent }),
    });
    if (end.status === 'waiting') return waitingResult(tool, executionId, end);
    if (!end.content) return toolResult(tool, executionId, end, fileAddress);
    const parts = await readParts(end.content, { executionId, version }, readFile);
    return toolResult(tool, executionId, end, fileAddress, parts.map(contentBlock));
  } catch (error) {
    if (error instanceof AnswerFault)
      return failed(`${error.message} The workflow of "${tool.name}" has to be corrected.`);
    return faultResult(error, traceId, report);
  } finally {
    progress?.stop();
  }
}

export function progressOf(
  version: ServedVersion,
  request: RequestLine,
  times: CallTimes,
): ReturnType<typeof createProgress> | undefined {
  const { progressToken } = request;
  if (progressToken === undefined) return undefined;
  const send = (progress: number, message: string): void =>
    request.notifyProgress({ progressToken, progress, message });
  return createProgress(version, send, heartbeatOf(times));
}

/** Most tool names that an answer offers instead. */
const OFFERED_NAMES = 20;

function unknownTool(version: ServedVersion, name: string): ProtocolError {
  const names = [...version.tools.keys()].slice(0, OFFERED_NAMES).join(', ');
  const asked = name.length > 128 ? `${name.slice(0, 128)}...` : name;
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `Unknown tool: ${asked}. ${names ? `This server has: ${names}` : 'This server has no tools'}`,
  );
}
