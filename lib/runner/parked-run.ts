import type { JsonValue } from '#lib/shared/json.ts';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import type { ParkedRun, PendingWait } from './parking.ts';
import type { StepRecord } from './ports.ts';
import { untilOf } from './waits.ts';

interface Stay {
  waits: readonly PendingWait[];
  steps: readonly StepRecord[];
  elapsedMs: number;
  vars: Readonly<Record<string, unknown>>;
  files: readonly FileFacts[] | null;
}

/** What is kept of a run that leaves its process. */
export function parkedRun({ waits, steps, elapsedMs, vars, files }: Stay): ParkedRun {
  const moments = waits.flatMap((wait) => untilOf(wait.for) ?? []);
  return {
    status: 'waiting',
    waits,
    wakeAt: moments.length > 0 ? moments.reduce((a, b) => Math.min(a, b)) : null,
    durationUs: Math.round(elapsedMs * 1000),
    steps,
    vars: vars as Readonly<Record<string, JsonValue>>,
    ...(files && { files }),
  };
}
