import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

/**
 * Tells every runtime that another deployment is live, or none. Call it after the commit. A failure is only logged:
 * runtimes compare generations by themselves, too.
 */
export async function announceServer(
  deps: Pick<WorkflowDeps, 'bus' | 'logger'>,
  change: { workspaceId: string; workflowId: string; generation: number },
): Promise<void> {
  try {
    await deps.bus.publish('server.changed', change);
  } catch (error) {
    deps.logger.warn({ err: error, ...change }, 'server.changed was not published');
  }
}
