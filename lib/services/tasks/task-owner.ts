import { createHash } from 'node:crypto';
import type { Principal } from '#lib/contracts/principal.ts';
import type { TaskAsker } from '#lib/db/tasks.ts';

/** How long a task can be asked for. Its run may take longer, and is then found in the app. */
export const TASK_TTL_MS = 7 * 24 * 3_600_000;

/** A caller at a server: whose tasks they are. */
export interface TaskOwner {
  principal: Principal;
  serverId: string;
}

/** Whose the task is, as its row says it: a key is somebody else than the person who made it. */
export function askerOf({ principal, serverId }: TaskOwner, now: number): TaskAsker {
  const { kind, workspaceId, userId, apiKey } = principal;
  const caller = createHash('sha256')
    .update(JSON.stringify([kind, apiKey?.id ?? userId]))
    .digest();
  return { workspaceId, serverId, caller, now };
}
