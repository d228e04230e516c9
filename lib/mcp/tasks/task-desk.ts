import type { FoundTask } from '#lib/services/tasks/find-task.ts';
import type { ServedVersion, ToolSource } from '../served-version.ts';
import type { ServedCall } from '../tool-runner.ts';

export type Task = FoundTask['task'];

/** Who asks, at which server. */
export interface TaskCaller {
  principal: ServedCall['principal'];
  version: Pick<ServedVersion, 'serverId'>;
}

export interface TaskState extends FoundTask {
  /** The tool of the run's own version, whatever is served now. */
  tool: ToolSource;
}

/** Runs that can be asked for after the call that started them was answered. Every promise resolves with what is committed. */
export interface TaskDesk {
  /** Records the call as a run for workers. Throws `AppError` (`unavailable`). */
  begin(call: Omit<ServedCall, 'signal' | 'onEvent'>, tool: string): Promise<Task>;
  /** A run that is under way. Null while it is not recorded itself. */
  keep(caller: TaskCaller, run: { executionId: string; tool: string }): Promise<Task | null>;
  /** Null for what is not there, has expired, or is somebody else's or another server's. */
  find(caller: TaskCaller, by: { taskId: string } | { executionId: string }): Promise<TaskState | null>;
  /** Stops its run, if it has not ended. */
  cancel(caller: TaskCaller, task: Task): Promise<void>;
}
