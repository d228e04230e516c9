import type { Replay, ReplayDifference } from '#lib/contracts/api/replay.ts';
import { stepIdOf } from '#lib/runner/parking.ts';
import type { StepRecord } from '#lib/runner/ports.ts';
import type { Difference, ReplayResult } from '#lib/runner/replay.ts';
import { firstDifference } from '#lib/shared/first-difference.ts';
import type { JsonValue } from '#lib/shared/json.ts';

type Compared = Replay['steps'][number];

/** The steps of a record and of its replay side by side, and where each first differs. */
export function compareSteps(
  recorded: readonly StepRecord[],
  { end, differences, stoppedAt }: ReplayResult,
): Pick<Replay, 'steps' | 'differences'> {
  const before = lastOf(recorded);
  const after = lastOf(end.steps);
  const different = new Set(differences.map(({ nodeId, iteration }) => stepIdOf(nodeId, iteration ?? [])));
  const steps: Compared[] = [];
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const [then, now] = [before.get(name), after.get(name)];
    // A step that the replay had begun when it stopped has no end to compare.
    const ended = now !== undefined && now.status !== 'canceled';
    const known = ended || (!stoppedAt && then?.status !== 'canceled' && then?.status !== 'unknown');
    const mark = different.has(name) ? 'different' : known ? 'same' : 'unknown';
    steps.push({
      ...describe(now ?? then!),
      recorded: then?.status ?? null,
      replayed: ended ? now.status : null,
      mark,
    });
  }
  return { steps, differences: differences.map(present) };
}

/** The last attempt of each step, in the journal's order. */
function lastOf(steps: readonly StepRecord[]): Map<string, StepRecord> {
  const ordered = [...steps].sort((a, b) => a.seq - b.seq);
  return new Map(ordered.map((step) => [stepIdOf(step.nodeId, step.iteration ?? []), step]));
}

function describe({
  nodeId,
  key,
  type,
  iteration,
}: StepRecord): Pick<Compared, 'nodeId' | 'key' | 'type' | 'iteration'> {
  return { nodeId, key, type, ...(iteration && iteration.length > 0 && { iteration: [...iteration] }) };
}

/** With the field: the first place in input or output at which both differ. */
function present({ nodeId, key, iteration, what, recorded, replayed }: Difference): ReplayDifference {
  const place = { nodeId, key, ...(iteration && { iteration: [...iteration] }), what };
  if (what !== 'input' && what !== 'output') return { ...place, path: '', recorded, replayed };
  const found = firstDifference(asJson(recorded), asJson(replayed));
  return { ...place, path: found?.path ?? '', recorded: found?.before, replayed: found?.after };
}

function asJson(value: unknown): JsonValue {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as JsonValue);
}
