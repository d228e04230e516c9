import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

const REPEAT_MS = 5_000;
/** A watcher that dies silently is forgotten after this. */
const VALID_MS = 15_000;

/** Announces, and goes on announcing until it is stopped, that somebody looks at the workspace's events. */
export async function keepWatching(
  deps: Pick<WorkflowDeps, 'bus' | 'clock' | 'logger'>,
  workspaceId: string,
): Promise<() => void> {
  const announce = async (): Promise<void> => {
    try {
      await deps.bus.publish('watch', { workspaceId, until: deps.clock.now() + VALID_MS });
    } catch (error) {
      deps.logger.warn({ err: error, workspaceId }, 'watch was not announced');
    }
  };
  await announce();
  const timer = setInterval(() => void announce(), REPEAT_MS);
  return () => clearInterval(timer);
}
