import type { Frame } from './frame.ts';
import type { StepRecord } from './ports.ts';

/** The records, still open, of the loops under way: what they loop over, for whoever goes on with them. */
export function openLoops(frame: Frame): StepRecord[] {
  const records: StepRecord[] = [];
  for (const loop of frame.loops?.values() ?? []) {
    records.push(loop.step.openRecord());
    for (const item of loop.frames()) records.push(...openLoops(item));
  }
  return records;
}
