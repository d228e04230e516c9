import type { RunEvent } from '#lib/runner/ports.ts';
import type { CallEvent } from '#lib/services/events/watch-call.ts';
import type { ServedVersion } from './served-version.ts';

/** The first ones go out at once, so that a short run is seen whole; then at most one in this time. */
const UNTHROTTLED = 30;
const THROTTLE_MS = 100;

export interface Progress {
  onEvent(event: RunEvent | CallEvent): void;
  /** No word goes out after this. */
  stop(): void;
}

/** Tells a caller, node by node and by name, how far its run is. `progress` only ever grows; the total is not known. */
export function createProgress(
  version: ServedVersion,
  send: (progress: number, message: string) => void,
  heartbeatMs: number,
  now: () => number = Date.now,
): Progress {
  let count = 0;
  let lastSentAt = 0;
  let lastMessage = 'Started';
  let stopped = false;
  const tell = (message: string): void => {
    lastMessage = message;
    count += 1;
    const at = now();
    if (stopped || (count > UNTHROTTLED && at - lastSentAt < THROTTLE_MS)) return;
    lastSentAt = at;
    send(count, message);
  };
  const heartbeat = setInterval(() => {
    if (now() - lastSentAt >= heartbeatMs) tell(lastMessage);
  }, heartbeatMs);
  heartbeat.unref();
  return {
    onEvent: (event) => {
      const message = describe(version, event);
      if (message !== null) tell(message);
    },
    stop: () => {
      stopped = true;
      clearInterval(heartbeat);
    },
  };
}

function describe(version: ServedVersion, event: RunEvent | CallEvent): string | null {
  switch (event.type) {
    case 'step.started':
      return `${version.nodeName(event.step.nodeId)}: ${event.step.status === 'waiting' ? 'waiting' : 'running'}`;
    case 'step.finished':
      return `${version.nodeName(event.step.nodeId)}: ${event.step.status}`;
    default:
      return null;
  }
}
