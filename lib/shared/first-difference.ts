import type { JsonValue } from './json.ts';

/** The first place at which two values differ: a JSON Pointer, and what is there; `undefined` where there is nothing. */
export interface ValueDifference {
  path: string;
  before: JsonValue | undefined;
  after: JsonValue | undefined;
}

/** Where two JSON values first differ, in the order of the first one's members, then of what only the second has. */
export function firstDifference(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path = '',
): ValueDifference | null {
  if (Object.is(before, after)) return null;
  const [left, right] = [membersOf(before), membersOf(after)];
  if (!left || !right || Array.isArray(before) !== Array.isArray(after)) return { path, before, after };
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const at = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const found = firstDifference(own(left, name), own(right, name), at);
    if (found) return found;
  }
  return null;
}

type Members = Readonly<Record<string, JsonValue>>;

function membersOf(value: JsonValue | undefined): Members | null {
  return typeof value === 'object' && value !== null ? (value as Members) : null;
}

function own(members: Members, name: string): JsonValue | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
