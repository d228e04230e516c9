import { insertEvents } from '#lib/db/events.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { eventRow, type NewEvent } from './event-row.ts';

/**
 * Tells the workspace's streams. It comes after the change is committed, and a failure is only logged: the change itself
 * stands, and nobody may depend on events alone.
 */
export async function publishEvent(deps: Pick<WorkflowDeps, 'db' | 'bus' | 'logger'>, event: NewEvent): Promise<void> {
  try {
    await insertEvents(deps.db.pool, [eventRow(event)]);
    await deps.bus.publish('events', { workspaceId: event.workspaceId });
  } catch (error) {
    deps.logger.warn({ err: error, workspaceId: event.workspaceId, type: event.type }, 'event was not published');
  }
}
