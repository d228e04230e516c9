import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

type Deps = Pick<WorkflowDeps, 'bus' | 'queue' | 'logger'>;

/** Rings for a committed erasure. A bell that is lost is rung again by the sweep. */
export async function ringErasure(deps: Deps, erasureId: string, ring = 0): Promise<void> {
  try {
    await deps.queue.enqueue('erasure.run', { erasureId }, { ring });
  } catch (error) {
    deps.logger.warn({ err: error, erasureId }, 'erasure was not rung');
  }
}

/** Tells whoever runs something of a deleted workspace to stop it. Said again by the erasure, should it be lost. */
export async function announceDeletion(deps: Pick<Deps, 'bus' | 'logger'>, workspaceId: string): Promise<void> {
  try {
    await deps.bus.publish('workspace.deleted', { workspaceId });
  } catch (error) {
    deps.logger.warn({ err: error, workspaceId }, 'workspace.deleted was not published');
  }
}
