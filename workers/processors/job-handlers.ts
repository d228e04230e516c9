import type { JobHandlers } from '#lib/queue/queue.ts';
import type { WorkerDeps } from '#lib/server/worker-deps.ts';
import { notifyApprovers } from '#lib/services/approvals/notify-approvers.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { runErasure } from '#lib/services/erasure/run-erasure.ts';
import type { QueuedRunner } from '#lib/services/executions/queued-runner.ts';
import { runExport } from '#lib/services/exports/run-export.ts';
import type { Sweeper } from './sweeper.ts';

/** What a worker does for each job. A job of the catalogue without a handler does not compile. */
export function jobHandlers(deps: WorkerDeps, parts: { runner: QueuedRunner; sweeper: Sweeper }): JobHandlers {
  return {
    'execution.run': () => parts.runner.look(),
    'approval.notify': (payload) => notifyApprovers(deps, payload),
    'deployment.apply': (payload) => applyDeployment(deps, payload),
    'erasure.run': (payload) => runErasure(deps, payload),
    'workspace.export': (payload) => runExport(deps, payload),
    'maintenance.sweep': () => parts.sweeper.run(),
  };
}
