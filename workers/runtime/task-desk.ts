import type { TaskCaller, TaskDesk } from '#lib/mcp/tasks/task-desk.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { beginTask } from '#lib/services/tasks/begin-task.ts';
import { cancelTask } from '#lib/services/tasks/cancel-task.ts';
import { findOwnTask } from '#lib/services/tasks/find-task.ts';
import { keepRun } from '#lib/services/tasks/keep-run.ts';
import type { TaskOwner } from '#lib/services/tasks/task-owner.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { callerOf } from './run-caller.ts';
import type { VersionCache } from './version-cache.ts';

/** Tasks of this installation, as every one of its runtimes sees them. */
export function createTaskDesk(deps: RuntimeDeps, versions: VersionCache): TaskDesk {
  const whileAnswering = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((cause: unknown) => {
      if (!deps.isOutage(cause)) throw cause;
      const text = 'The database does not answer right now; try again';
      throw new AppError('unavailable', text, { retryAfterMs: 1_000, cause });
    });
  return {
    begin: ({ executionId, version, trigger, input, traceId, principal, client }, tool) =>
      whileAnswering(() =>
        beginTask(deps, ownerOf({ principal, version }), {
          tool,
          client,
          executionId,
          workspaceId: version.workspaceId,
          workflowId: version.workflowId,
          versionId: version.versionId,
          trigger: trigger.kind,
          triggerKey: trigger.key,
          input,
          traceId,
          actorId: version.deployedById,
          caller: callerOf(principal),
        }),
      ),
    keep: (caller, run) => whileAnswering(() => keepRun(deps, ownerOf(caller), run)),
    find: (caller, by) =>
      whileAnswering(async () => {
        const found = await findOwnTask(deps, ownerOf(caller), by);
        if (!found) return null;
        const { workflow } = await versions.get(found.task.workspaceId, found.run.versionId);
        const tool = workflow.tools.find(({ key }) => key === found.run.triggerKey);
        return tool ? { ...found, tool: { ...tool, name: found.task.tool } } : null;
      }),
    cancel: (caller, task) => whileAnswering(() => cancelTask(deps, ownerOf(caller), task)),
  };
}

const ownerOf = ({ principal, version }: TaskCaller): TaskOwner => ({ principal, serverId: version.serverId });
