import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

/** Tells every process that runs to read the variables again. If the bus is away, they do when their copies expire. */
export async function announceVariables(
  { bus, logger }: Pick<WorkflowDeps, 'bus' | 'logger'>,
  workspaceId: string,
): Promise<void> {
  try {
    await bus.publish('variables.changed', { workspaceId });
  } catch (error) {
    logger.warn({ err: error, workspaceId }, 'variables.changed was not published; copies expire on their own');
  }
}
