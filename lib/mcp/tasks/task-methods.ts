import { ProtocolError, ProtocolErrorCode, type Server, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { CallerAnswer } from '#lib/contracts/caller-answer.ts';
import type { CallerContext, CallPorts } from '../call-tool.ts';
import { clientOf, declaredCapabilities } from '../declared-client.ts';
import { faultResult } from '../mcp-fault.ts';
import { questionsOf, readResponse, type Question } from '../questions.ts';
import { withinLimit } from '../restricted-answers.ts';
import { presentTask } from './present-task.ts';
import type { TaskDesk, TaskState } from './task-desk.ts';
import { declaresTasks, tasksNotDeclared } from './task-wire.ts';

const taskParams = z.looseObject({ taskId: z.string().max(200) });

interface Asked {
  ports: CallPorts;
  desk: TaskDesk;
  caller: CallerContext;
  capabilities: unknown;
}

/** `tasks/get`, `tasks/update` and `tasks/cancel`, for requests that declare the extension. Each is answered by any process. */
export function serveTasks(
  ports: CallPorts,
  callerOf: (context: ServerContext) => CallerContext,
  server: Server,
): void {
  const { tasks: desk } = ports;
  if (!desk) return;
  const serve = async <T>(context: ServerContext, work: (asked: Asked) => Promise<T>): Promise<T> => {
    const capabilities = declaredCapabilities(context);
    if (!declaresTasks(capabilities)) throw tasksNotDeclared();
    const caller = callerOf(context);
    try {
      return await work({ ports, desk, caller, capabilities });
    } catch (error) {
      faultResult(error, caller.traceId, ports.report);
      throw new ProtocolError(ProtocolErrorCode.InternalError, 'Internal error');
    }
  };
  server.setRequestHandler('tasks/get', { params: taskParams }, ({ taskId }, context) =>
    serve(context, (asked) => getTask(asked, taskId)),
  );
  server.setRequestHandler('tasks/update', { params: taskParams }, ({ taskId }, context) =>
    serve(context, (asked) => updateTask(asked, taskId, context.mcpReq.inputResponses)),
  );
  server.setRequestHandler('tasks/cancel', { params: taskParams }, ({ taskId }, context) =>
    serve(context, async (asked) => {
      const { task, run } = await found(asked, taskId);
      if (!run.end) await asked.desk.cancel(asked.caller, task);
      return {};
    }),
  );
}

async function getTask(asked: Asked, taskId: string) {
  const { ports, caller } = asked;
  const state = await found(asked, taskId);
  const requests = [...questionsIn(state, asked)].map(([key, { request }]) => [key, request] as const);
  const task = await presentTask(ports, caller.version, state, Object.fromEntries(requests));
  // Inlined it is as whole as it would be alone.
  const result = task.result && { resultType: 'complete', ...withinLimit(caller, task.result) };
  return { ...task, ...(result && { result }) };
}

/** What fits no open question is passed over; a response that does not fit its own is refused, and nothing of the rest counts. */
async function updateTask(asked: Asked, taskId: string, responses: Readonly<Record<string, unknown>> | undefined) {
  const { ports, caller } = asked;
  const state = await found(asked, taskId);
  if (!responses) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Give the responses as inputResponses');
  const answers: CallerAnswer[] = [];
  for (const [key, question] of questionsIn(state, asked)) {
    if (!Object.hasOwn(responses, key)) continue;
    const reading = readResponse(question, responses[key]);
    if (reading.kind === 'wrong')
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `The response to "${key}" does not fit: ${reading.message}`,
      );
    if (reading.kind === 'answer') answers.push(reading.answer);
  }
  const { workspaceId, executionId } = state.task;
  if (answers.length > 0) await ports.runner.answer({ workspaceId, executionId }, caller.principal, answers);
  return {};
}

/** By names that one task never uses twice: a step that asks again does so in another attempt. */
function questionsIn({ run }: TaskState, { caller, capabilities }: Asked): Map<string, Question> {
  const questions = questionsOf(run, clientOf(capabilities), caller.principal);
  return new Map(
    [...questions].map(([key, question]) => {
      const { attempt } = question.wait;
      return [attempt > 1 ? `${key}~${attempt}` : key, question];
    }),
  );
}

async function found({ desk, caller }: Asked, taskId: string): Promise<TaskState> {
  const { version, principal } = caller;
  const state = principal.kind === 'anonymous' ? null : await desk.find({ version, principal }, { taskId });
  if (!state) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such task (any more)');
  return state;
}
