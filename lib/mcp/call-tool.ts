import { ProtocolError, ProtocolErrorCode, type CallToolResult } from '@modelcontextprotocol/server';
import type { Principal } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { AnswerFault, contentBlock, readParts } from './answer-content.ts';
import { heartbeatOf, type CallTimes } from './call-times.ts';
import { declaredArguments } from './declared-arguments.ts';
import type { FileAddress } from './file-notes.ts';
import { faultResult, type ReportError } from './mcp-fault.ts';
import { createProgress } from './progress.ts';
import { isRestricted, restrictedResult } from './restricted-answers.ts';
import type { ServedVersion } from './served-version.ts';
import {
  inputRequired,
  missingCapability,
  resumedRun,
  runWithAnswers,
  toldTo,
  type InputRequired,
  type RequestStates,
  type RoundLine,
  type RoundRequest,
} from './rounds.ts';
import { getRun } from './tasks/get-run.ts';
import { holdCall, keptAnswer, taskAtOnce } from './tasks/hold-call.ts';
import type { TaskDesk } from './tasks/task-desk.ts';
import type { TaskAnswer } from './tasks/task-wire.ts';
import { argumentError, correctWorkflow, protocolFault } from './tool-errors.ts';
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
  /** States of calls that ask their caller something; without it nothing is asked. */
  states?: RequestStates;
  /** Where runs are kept for callers who ask later; without it every call is held to its end. */
  tasks?: TaskDesk;
}

/** What a request that starts a run brings along. */
export interface RequestLine extends RoundLine {
  /** The client knows tasks. */
  tasks: boolean;
  progressToken: string | number | undefined;
  signal: AbortSignal;
  /** Sends `notifications/progress` for this request. */
  notifyProgress(params: { progressToken: string | number; progress: number; message: string }): void;
}

/** A result, or what comes instead of one: a task, or questions to the caller. */
export type ToolAnswer = CallToolResult | TaskAnswer | InputRequired;

export interface ToolCallRequest extends RequestLine {
  name: string;
  arguments: unknown;
}

/**
 * `tools/call`: an unknown tool is a protocol error (-32602), wrong arguments and failed runs are tool errors.
 * Throws `ProtocolError` only.
 */
export async function callTool(ports: CallPorts, asked: CallerContext, request: ToolCallRequest): Promise<ToolAnswer> {
  const home = asked.version.homes?.get(request.name);
  const caller = home ? { ...asked, version: home } : asked;
  if (!isRestricted(caller)) return resultOf(ports, caller, request);
  const tool = caller.principal.kind === 'anonymous' ? caller.version.tools.get(request.name) : undefined;
  const line = tool ? { ...request, arguments: declaredArguments(tool, request.arguments) } : request;
  return restrictedResult(caller, { ports, line, answer: (covered, one) => resultOf(covered, caller, one) });
}

async function resultOf(ports: CallPorts, caller: CallerContext, request: ToolCallRequest): Promise<ToolAnswer> {
  const { runner, report, fileAddress, readFile, times } = ports;
  const { version, principal, traceId } = caller;
  if (request.name === version.getRun) return getRun(ports, caller, request.arguments);
  const tool = version.tools.get(request.name);
  if (!tool) throw unknownTool(version, request.name);
  const progress = progressOf(version, request, times);
  const onEvent = toldTo(request, progress);
  try {
    const input = tool.validateInput(request.arguments ?? {});
    if (!input.ok) return argumentError(tool, input.errors);
    const round = { caller, line: request, request: roundOf(request) };
    const resumed = request.requestState === undefined ? null : await resumedRun(ports, round);
    const executionId = resumed ?? newId();
    const call = {
      executionId,
      version,
      trigger: { kind: 'tool', key: tool.key } as const,
      input: input.value as JsonValue,
      principal,
      traceId,
      ...(request.client && { client: request.client }),
    };
    const held = { call, tool, line: request };
    const end =
      (resumed === null ? await taskAtOnce(ports, held) : null) ??
      (await holdCall(ports, held, (signal) => {
        const options = { signal, ...(onEvent && { onEvent }) };
        const start = (): Promise<RunEnd | ParkedRun> => runner.run({ ...call, ...options });
        return runWithAnswers(ports, { ...round, executionId, resumed: resumed !== null }, options, start);
      }));
    if (end.status === 'handedOver') return end.answer;
    if (end.status === 'waiting') {
      const asked = await inputRequired(ports, { ...round, executionId }, end);
      return asked ?? (await keptAnswer(ports, held, end)) ?? waitingResult(tool, executionId, end);
    }
    const missing = missingCapability(end);
    if (missing) throw missing;
    const fault = protocolFault(end);
    if (fault !== null) throw new ProtocolError(ProtocolErrorCode.InternalError, fault);
    if (!end.content) return toolResult(tool, executionId, end, fileAddress);
    const parts = await readParts(end.content, { executionId, version }, readFile);
    return toolResult(tool, executionId, end, fileAddress, parts.map(contentBlock));
  } catch (error) {
    if (error instanceof AnswerFault) return correctWorkflow(tool, error.message);
    return faultResult(error, traceId, report);
  } finally {
    progress?.stop();
  }
}

const roundOf = ({ name, arguments: given }: ToolCallRequest): RoundRequest => ({
  method: 'tools/call',
  name,
  arguments: given,
});

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
