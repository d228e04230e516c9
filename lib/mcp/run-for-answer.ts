import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { fileFacts } from '#lib/shared/file-reference.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { AnswerFault, readParts, type ReadPart } from './answer-content.ts';
import { progressOf, type CallerContext, type CallPorts, type RequestLine } from './call-tool.ts';
import { faultResult } from './mcp-fault.ts';
import { isRestricted, restrictedAnswer } from './restricted-answers.ts';
import { runErrorText } from './tool-errors.ts';
import {
  inputRequired,
  missingCapability,
  resumedRun,
  runWithAnswers,
  toldTo,
  type InputRequired,
  type RoundRequest,
} from './rounds.ts';
import { asText, waitingText } from './tool-result.ts';
import type { ServedTrigger } from './tool-runner.ts';

/** A run that succeeded, with the parts of its answer. `null`: it said nothing but its output. */
export interface RunAnswer {
  executionId: string;
  end: RunEnd;
  parts: ReadPart[] | null;
}

interface AnswerRequest {
  /** As a state of this request is bound to it. */
  asked: RoundRequest;
  trigger: ServedTrigger;
  input: JsonValue;
  line: RequestLine;
  /** What a "no" of the workflow becomes; `text` is its answer. */
  refused(text: string): ProtocolError;
  /** Its only output may be a file, whose bytes are the answer. */
  readsFiles: boolean;
}

/**
 * Runs a prompt or a resource. These know no answer that says "it failed": whatever is no success is a JSON-RPC error with the words
 * that a tool's answer would have. Throws `ProtocolError` only.
 */
export async function runForAnswer<T extends { _meta?: Record<string, unknown> | undefined }>(
  ports: CallPorts,
  caller: CallerContext,
  request: AnswerRequest,
  project: (answer: RunAnswer) => T,
): Promise<T | InputRequired> {
  if (!isRestricted(caller)) return answerOf(ports, caller, request, project);
  const answer = (covered: CallPorts, line: RequestLine): Promise<T | InputRequired> =>
    answerOf(covered, caller, { ...request, line }, project);
  return restrictedAnswer(caller, { ports, line: request.line, answer });
}

async function answerOf<T>(
  ports: CallPorts,
  caller: CallerContext,
  request: AnswerRequest,
  project: (answer: RunAnswer) => T,
): Promise<T | InputRequired> {
  const { version, principal, traceId } = caller;
  const progress = progressOf(version, request.line, ports.times);
  const { line } = request;
  const onEvent = toldTo(line, progress);
  const round = { caller, line, request: request.asked };
  try {
    const resumed = await resumedRun(ports, round);
    const executionId = resumed ?? newId();
    const { trigger, input } = request;
    const options = { signal: line.signal, ...(onEvent && { onEvent }) };
    const call = { executionId, version, trigger, input, principal, traceId, ...options };
    const start = (): Promise<RunEnd | ParkedRun> =>
      ports.runner.run({ ...call, ...(line.client && { client: line.client }) });
    const end = await runWithAnswers(ports, { ...round, executionId, resumed: resumed !== null }, options, start);
    if (end.status === 'waiting') {
      const asked = await inputRequired(ports, { ...round, executionId }, end);
      if (asked) return asked;
      throw failure(waitingText(executionId, end));
    }
    const missing = missingCapability(end);
    if (missing) throw missing;
    if (end.status !== 'success') throw failure(runErrorText(end));
    if (end.isError) throw request.refused(asText(end.output));
    const given = end.content ?? (request.readsFiles ? fileAlone(end.output) : undefined);
    const parts = given ? await readParts(given, { executionId, version }, ports.readFile) : null;
    return project({ executionId, end, parts });
  } catch (error) {
    if (error instanceof AnswerFault) throw failure(`${error.message} The workflow has to be corrected.`);
    const result = faultResult(error, traceId, ports.report);
    throw failure(result.content.map((block) => ('text' in block ? block.text : '')).join('\n'));
  } finally {
    progress?.stop();
  }
}

function failure(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InternalError, message);
}

function fileAlone(output: JsonValue): RunEnd['content'] {
  return fileFacts(output) ? [{ type: 'resource', file: output }] : undefined;
}
