import type { CallToolResult } from '@modelcontextprotocol/server';
import { AnswerFault, contentBlock, readParts } from '../answer-content.ts';
import type { CallPorts } from '../call-tool.ts';
import { withTextOfStructure } from '../direct-answer.ts';
import type { ServedVersion } from '../served-version.ts';
import { correctWorkflow, protocolFault, runErrorText } from '../tool-errors.ts';
import { toolResult, waitReasons } from '../tool-result.ts';
import type { Task, TaskState } from './task-desk.ts';
import type { TaskAnswer, TaskFacts } from './task-wire.ts';

/** A young task is asked for often, an old one now and then. */
const POLL_MS = [
  { youngerThanMs: 60_000, everyMs: 1_000 },
  { youngerThanMs: 600_000, everyMs: 5_000 },
] as const;
const POLL_RARELY_MS = 15_000;

/** What a call is answered with that has become a task. */
export function taskAnswer(task: Task): TaskAnswer {
  return {
    resultType: 'task',
    ...factsOf(task, { status: 'working', changedAt: task.createdAt, now: task.createdAt }),
  };
}

function factsOf(
  { id, createdAt, expiresAt }: Task,
  { status, changedAt, now }: { status: TaskFacts['status']; changedAt: number; now: number },
): TaskFacts {
  const poll = POLL_MS.find(({ youngerThanMs }) => now - createdAt < youngerThanMs);
  return {
    taskId: id,
    status,
    createdAt: new Date(createdAt).toISOString(),
    lastUpdatedAt: new Date(Math.max(changedAt, createdAt)).toISOString(),
    ttlMs: expiresAt - createdAt,
    pollIntervalMs: poll?.everyMs ?? POLL_RARELY_MS,
  };
}

export type DetailedTask = TaskFacts & {
  result?: CallToolResult;
  error?: { code: number; message: string };
  inputRequests?: Record<string, unknown>;
};

/** How the task stands, with all that its status brings along. `asked`: the questions that this client can answer. */
export async function presentTask(
  ports: CallPorts,
  version: ServedVersion,
  { task, run, tool }: TaskState,
  asked: Readonly<Record<string, unknown>>,
): Promise<DetailedTask> {
  const facts = (status: TaskFacts['status']): TaskFacts =>
    factsOf(task, { status, changedAt: run.changedAt, now: Date.now() });
  const { end } = run;
  if (!end) {
    if (Object.keys(asked).length > 0) return { ...facts('input_required'), inputRequests: { ...asked } };
    const statusMessage = run.waits.length > 0 ? `Waiting for ${waitReasons(run.waits)}` : sayings[run.status];
    return { ...facts('working'), ...(statusMessage !== undefined && { statusMessage }) };
  }
  if (end.status === 'canceled') return { ...facts('cancelled'), statusMessage: runErrorText(end) };
  const fault = end.status === 'crashed' ? runErrorText(end) : protocolFault(end);
  if (fault !== null) {
    return { ...facts('failed'), statusMessage: fault, error: { code: -32603, message: fault } };
  }
  const result = await resultOf(ports, version, { task, run, tool });
  return { ...facts('completed'), result: withTextOfStructure(result) };
}

const sayings: Readonly<Record<string, string>> = { queued: 'Queued', running: 'Running' };

/** The result of the run that ended, as its call would have had it. */
export async function resultOf(
  { readFile, fileAddress }: CallPorts,
  version: ServedVersion,
  { run, tool }: TaskState,
): Promise<CallToolResult> {
  const { id: executionId, end } = run;
  if (!end) throw new Error(`Run ${executionId} has not ended`);
  if (!end.content) return toolResult(tool, executionId, end, fileAddress);
  try {
    const parts = await readParts(end.content, { executionId, version }, readFile);
    return toolResult(tool, executionId, end, fileAddress, parts.map(contentBlock));
  } catch (error) {
    if (error instanceof AnswerFault) return correctWorkflow(tool, error.message);
    throw error;
  }
}
