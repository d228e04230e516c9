import type { JsonValue } from './json.ts';

/** How deep lists and objects are nested in a value, itself counted. */
export function depthOf(value: JsonValue): number {
  let depth = 0;
  for (let level: JsonValue[] = [value]; level.length > 0; depth++) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return depth;
}
