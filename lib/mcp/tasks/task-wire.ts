import { MissingRequiredClientCapabilityError, type ProtocolError } from '@modelcontextprotocol/server';

/** Tasks as MCP's extension (2026-07-28) has them: shapes and words, no behaviour. */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

export interface TaskFacts {
  taskId: string;
  status: 'working' | 'input_required' | 'completed' | 'cancelled' | 'failed';
  statusMessage?: string;
  createdAt: string;
  lastUpdatedAt: string;
  /** From `createdAt` on. */
  ttlMs: number;
  pollIntervalMs: number;
}

/** What a call is answered with instead of its result. */
export interface TaskAnswer extends TaskFacts {
  resultType: 'task';
}

export function isTaskAnswer(result: object): result is TaskAnswer {
  return 'resultType' in result && result.resultType === 'task';
}

/** Whether the capabilities that a request declares hold the extension. */
export function declaresTasks(capabilities: unknown): boolean {
  if (typeof capabilities !== 'object' || capabilities === null || !('extensions' in capabilities)) return false;
  const { extensions } = capabilities;
  return typeof extensions === 'object' && extensions !== null && Object.hasOwn(extensions, TASKS_EXTENSION);
}

/** The client did not declare tasks on a request that cannot be served without. */
export function tasksNotDeclared(): ProtocolError {
  return new MissingRequiredClientCapabilityError(
    { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } },
    `This needs a client that declares the extension ${TASKS_EXTENSION}`,
  );
}
