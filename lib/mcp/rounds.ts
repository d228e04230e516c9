import {
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  type InputRequest,
  type InputRequiredResult,
} from '@modelcontextprotocol/server';
import type { CalledRun, CallerAnswer } from '#lib/contracts/caller-answer.ts';
import type { CallingClient, ClientMessage } from '#lib/contracts/calling-client.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd, RunEvent } from '#lib/runner/ports.ts';
import type { CallEvent } from '#lib/services/events/watch-call.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import type { CallerContext, CallPorts } from './call-tool.ts';
import { questionsOf, readResponse, type Question, type Reading } from './questions.ts';

/**
 * Questions to the caller in rounds (multi-round-trip requests, 2026-07-28): a call whose run asks its caller something ends with
 * `input_required`, and the client calls again with the answers and the state that it was given. (Sessions of 2025 clients ask while
 * the call is open: `sessions/asking-runner.ts`.)
 */

/** What a request brings along for this. */
export interface RoundLine {
  /** What a 2026-07-28 client declared; left out: it can be asked nothing. */
  client?: CallingClient;
  /** Of a call again. */
  inputResponses?: Readonly<Record<string, unknown>> | undefined;
  requestState?: string | undefined;
  /** Sends `notifications/message` for this request. */
  notifyMessage?(message: ClientMessage): void;
}

/** Which request it is: what its state is good for. */
export interface RoundRequest {
  method: 'tools/call' | 'prompts/get' | 'resources/read';
  /** Of the tool or the prompt; of a resource its URI. */
  name: string;
  arguments: unknown;
}

/** States that clients hold between rounds. Each counts once, for its caller, its server and its request. */
export interface RequestStates {
  /** The state that counts for this run from now on. */
  issue(caller: CallerContext, request: RoundRequest, executionId: string): Promise<string>;
  /** Uses a state up. Null if it is none that counts. */
  take(caller: CallerContext, request: RoundRequest, state: string): Promise<{ executionId: string } | null>;
}

/** What is served, of one request. */
export interface Round {
  caller: CallerContext;
  request: RoundRequest;
  line: RoundLine;
}

/** The run that a call again goes on with; null for a first call. Throws -32602 for a state that does not count (any more). */
export async function resumedRun({ states }: CallPorts, { caller, request, line }: Round): Promise<string | null> {
  const { requestState } = line;
  if (requestState === undefined) return null;
  const found = (await states?.take(caller, request, requestState)) ?? null;
  if (found) return found.executionId;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    'The requestState is not valid for this request: it was changed, is too old, was used before, or belongs to another call. Call again without it.',
    { reason: 'invalid_request_state' },
  );
}

interface StartedRound extends Round {
  executionId: string;
  resumed: boolean;
}

interface FollowedBy {
  signal: AbortSignal;
  onEvent?: (event: RunEvent | CallEvent) => void;
}

/** Runs a call, or goes on with one, as far as the caller's answers lead. */
export function runWithAnswers(
  ports: CallPorts,
  round: StartedRound,
  options: FollowedBy,
  start: () => Promise<RunEnd | ParkedRun>,
): Promise<RunEnd | ParkedRun> {
  // Most calls bring no answers: they pay nothing for this.
  return round.line.inputResponses === undefined && !round.resumed ? start() : goOn(ports, round, options, start);
}

async function goOn(
  ports: CallPorts,
  round: StartedRound,
  options: FollowedBy,
  start: () => Promise<RunEnd | ParkedRun>,
): Promise<RunEnd | ParkedRun> {
  const { caller, line, executionId, resumed } = round;
  const run: CalledRun = { workspaceId: caller.version.workspaceId, executionId };
  let end = resumed ? await follow(ports, run, options) : await start();
  let responses = line.inputResponses ?? {};
  for (;;) {
    if (end.status !== 'waiting' || !line.client) return end;
    const questions = questionsOf(end, line.client, caller.principal);
    const answers = readAll(questions, responses)
      .flatMap(([, reading]) => (reading.kind === 'answer' ? [reading.answer] : []))
      .filter((answer) => resumed || isVolunteered(answer));
    if (answers.length === 0) return end;
    end = await follow(ports, run, {
      ...options,
      first: () => ports.runner.answer(run, caller.principal, answers),
    });
    responses = resumed ? {} : unused(responses, questions);
  }
}

/** What may come with a first call, unasked: data. Nobody approves of what they have not seen. */
const isVolunteered = ({ kind }: CallerAnswer): boolean => kind !== 'approval';

/** What came unasked counts once, for the first question of its name. */
function unused(
  responses: Readonly<Record<string, unknown>>,
  questions: ReadonlyMap<string, Question>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(responses).filter(([name]) => !questions.has(name)));
}

function readAll(
  questions: ReadonlyMap<string, Question>,
  responses: Readonly<Record<string, unknown>>,
): [name: string, reading: Reading][] {
  return [...questions].flatMap(([name, question]): [string, Reading][] =>
    Object.hasOwn(responses, name) ? [[name, readResponse(question, responses[name])]] : [],
  );
}

/** A followed run ends with its caller, as one that runs here does. */
async function follow(
  { runner, report }: CallPorts,
  run: CalledRun,
  options: Parameters<CallPorts['runner']['follow']>[1],
): Promise<RunEnd | ParkedRun> {
  try {
    return await runner.follow(run, options);
  } catch (error) {
    if (options.signal.aborted) await runner.leave(run).catch((fault: unknown) => report(fault, run.executionId));
    throw error;
  }
}

/** What is asked of the caller of a run that waits; null if nothing is, or they have just left it open. */
export async function inputRequired(
  ports: CallPorts,
  { caller, request, line, executionId }: Round & { executionId: string },
  parked: ParkedRun,
): Promise<InputRequired | null> {
  const { states } = ports;
  if (!states || !line.client) return null;
  const questions = questionsOf(parked, line.client, caller.principal);
  const readings = new Map(readAll(questions, line.inputResponses ?? {}));
  const open = [...questions].filter(([name]) => readings.get(name)?.kind !== 'left');
  if (open.length === 0) return null;
  const inputRequests = open.map(
    ([name, { request: asked }]) => [name, askedAgain(asked, readings.get(name))] as const,
  );
  const requestState = await states.issue(caller, request, executionId);
  return { resultType: 'input_required', inputRequests: Object.fromEntries(inputRequests), requestState };
}

/** A person reads why the form comes back. */
function askedAgain(asked: InputRequest, reading: Reading | undefined): InputRequest {
  if (reading?.kind !== 'wrong' || asked.method !== 'elicitation/create') return asked;
  return { ...asked, params: { ...asked.params, message: `${reading.message}\n\n${asked.params.message}` } };
}

/** The answer of a request whose run asks its caller something. */
export type InputRequired = InputRequiredResult;

export function isInputRequired(result: object): result is InputRequired {
  return 'resultType' in result && result.resultType === 'input_required';
}

/** The error that MCP has for a run which failed because its client did not declare something. */
export function missingCapability({ error }: RunEnd): ProtocolError | null {
  if (error?.code !== 'missing_client_capability') return null;
  const required = error.details?.['requiredCapabilities'];
  const requiredCapabilities = isJsonObject(required) ? { ...required } : {};
  return new MissingRequiredClientCapabilityError({ requiredCapabilities }, error.message);
}

/** What a run tells its caller: progress, if it was asked for, and log messages. Undefined where nobody would hear it. */
export function toldTo(
  { client, notifyMessage }: RoundLine,
  progress: { onEvent(event: RunEvent | CallEvent): void } | undefined,
): ((event: RunEvent | CallEvent) => void) | undefined {
  if (!notifyMessage || !client || client.logLevel === null) return progress?.onEvent;
  return (event) => {
    progress?.onEvent(event);
    if (event.type === 'step.log' && event.client) notifyMessage(event.client);
  };
}
