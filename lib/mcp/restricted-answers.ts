import { ProtocolError, ProtocolErrorCode, type CallToolResult } from '@modelcontextprotocol/server';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { CallerContext, CallPorts, RequestLine, ToolAnswer } from './call-tool.ts';
import { isInputRequired } from './rounds.ts';
import { isTaskAnswer } from './tasks/task-wire.ts';
import { failed } from './tool-errors.ts';
import { EXECUTION_META_KEY } from './tool-result.ts';

/** Whether what this caller gets is less than what a run says. */
export function isRestricted({ principal, resultBytes }: CallerContext): boolean {
  return resultBytes !== undefined || principal.kind === 'anonymous';
}

interface Restricted<T, L> {
  ports: CallPorts;
  line: L;
  answer(ports: CallPorts, line: L): Promise<T>;
}

/** A tool's answer as this caller may have it: an error that the model can act on where it is too large. */
export async function restrictedResult<L extends RequestLine>(
  caller: CallerContext,
  call: Restricted<ToolAnswer, L>,
): Promise<ToolAnswer> {
  const result = await withoutInside(caller, call);
  if (isTaskAnswer(result) || isInputRequired(result)) return result;
  return withinLimit(caller, caller.principal.kind === 'anonymous' ? withPlainTexts(withoutRun(result)) : result);
}

/** The answer, if it is no larger than this caller may have it. */
export function withinLimit(caller: CallerContext, shown: CallToolResult): CallToolResult {
  const excess = excessOf(caller, { content: shown.content, structuredContent: shown.structuredContent });
  return excess === null ? shown : { ...failed(excess), ...(shown._meta && { _meta: shown._meta }) };
}

/** The same of a prompt's or a resource's answer, which can only fail. */
export async function restrictedAnswer<T extends Answer, L extends RequestLine>(
  caller: CallerContext,
  call: Restricted<T, L>,
): Promise<T> {
  const answer = await withoutInside(caller, call);
  const excess = excessOf(caller, answer);
  if (excess !== null) throw new ProtocolError(ProtocolErrorCode.InternalError, excess);
  return caller.principal.kind === 'anonymous' ? withoutRun(answer) : answer;
}

function withPlainTexts(result: CallToolResult): CallToolResult {
  const content = result.content.map((block) =>
    block.type === 'text' ? { ...block, text: plainly(block.text) } : block,
  );
  return { ...result, content };
}

function excessOf({ resultBytes }: CallerContext, answer: unknown): string | null {
  if (resultBytes === undefined) return null;
  const size = Buffer.byteLength(JSON.stringify(answer));
  if (size <= resultBytes) return null;
  return `The result has ${size} bytes; this server answers with at most ${resultBytes}. Ask for less at a time.`;
}

/**
 * Nobody without credentials learns from an answer how the workflow is made: neither its steps and their errors nor the ids of its
 * run, its trace and its files. What a workflow itself says (a `core.fail`, a result that is an error) is for them.
 */
async function withoutInside<T, L extends RequestLine>(
  { principal }: CallerContext,
  { ports, line, answer }: Restricted<T, L>,
): Promise<T> {
  if (principal.kind !== 'anonymous') return answer(ports, line);
  const { runner } = ports;
  const covered: CallPorts = {
    ...ports,
    runner: {
      run: async (call) => covering(await runner.run(call)),
      answer: (...args) => runner.answer(...args),
      follow: async (...args) => covering(await runner.follow(...args)),
      leave: (run) => runner.leave(run),
    },
  };
  const notifyProgress: RequestLine['notifyProgress'] = ({ progressToken, progress }) =>
    line.notifyProgress({ progressToken, progress, message: 'Working' });
  try {
    return await answer(covered, { ...line, notifyProgress });
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== ProtocolErrorCode.InternalError) throw error;
    throw new ProtocolError(error.code, plainly(error.message), error.data);
  }
}

/** What a `core.fail` says is written for the caller. */
const SAID: ReadonlySet<string> = new Set(['failed', 'protocol_error']);

function covering(end: RunEnd | ParkedRun): RunEnd | ParkedRun {
  if (end.status === 'waiting') return end;
  const { files: _files, ...shown } = end;
  if (end.status !== 'error' || !end.error || SAID.has(end.error.code)) return shown;
  return { ...shown, error: { ...end.error, message: 'The tool failed.' } };
}

interface Answer {
  _meta?: Record<string, unknown> | undefined;
}

function withoutRun<T extends Answer>({ _meta: all, ...answer }: T): T {
  const { [EXECUTION_META_KEY]: _id, ...meta } = all ?? {};
  return { ...answer, ...(Object.keys(meta).length > 0 && { _meta: meta }) } as T;
}

/** As `waitingText` says it, with the steps and the run. */
const WAITING = /^This run is not finished: .* its id is [\w-]+\.$/s;
const plainly = (text: string): string =>
  text.replace(WAITING, 'This run is not finished; it goes on by itself.').replace(/ Trace id \S+$/, '');
