import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import { comparable, compareComparables, identityOf, type Comparable } from '#lib/kit/compare-values.ts';
import { parseDataPath, valueAtPath, type DataPath } from '#lib/kit/data-path.ts';
import { done, NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataAggregate } from './definition.ts';

type Config = z.output<(typeof dataAggregate)['config']>;
interface Value {
  name: string;
  op: Config['values'][number]['op'];
  path: DataPath;
  /** Where it stands in the config. */
  place: string;
}

export const executeDataAggregate: NodeExecutor<typeof dataAggregate> = (context, { items, groupBy, values }) => {
  const wanted = values.map(({ name, op, path }, index) => {
    const place = `/values/${index}`;
    return { name, op, path: parseDataPath(path ?? '', `${place}/path`), place };
  });
  let result: unknown = null;
  const work = (function* (): Pieces<void> {
    result = groupBy ? yield* computeGroups(items, groupBy, wanted) : yield* computeAll(items, wanted);
  })();
  return context.inTurns(
    () => work.next().done !== true,
    () => done(result),
  );
};

/** Work on one element after another: others may compute in between. */
type Pieces<T> = Generator<undefined, T, undefined>;

function* computeGroups(items: readonly unknown[], groupBy: string, wanted: readonly Value[]): Pieces<object[]> {
  const path = parseDataPath(groupBy, '/groupBy');
  const label = String(path.at(-1));
  const clash = wanted.find((one) => one.name === label);
  if (clash) {
    throw new NodeFailure('config_invalid', say('group_name_taken', { name: label }), { path: `${clash.place}/name` });
  }
  const results: object[] = [];
  for (const { value, members } of yield* groupsOf(items, path)) {
    results.push(withName(label, value, yield* computeAll(members, wanted)));
  }
  return results;
}

interface Group {
  value: unknown;
  members: unknown[];
}

/** In the order in which they first appear. */
function* groupsOf(items: readonly unknown[], path: DataPath): Pieces<Iterable<Group>> {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const value = valueAtPath(item, path) ?? null;
    const identity = identityOf(value);
    const group = groups.get(identity);
    if (group) group.members.push(item);
    else groups.set(identity, { value, members: [item] });
    yield;
  }
  return groups.values();
}

function withName(name: string, value: unknown, rest: object): object {
  return { ...Object.fromEntries([[name, value]]), ...rest };
}

function* computeAll(items: readonly unknown[], wanted: readonly Value[]): Pieces<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const one of wanted) entries.push([one.name, yield* compute(items, one)]);
  return Object.fromEntries(entries);
}

function* compute(items: readonly unknown[], { op, path, place }: Value): Pieces<unknown> {
  if (op === 'count' && path.length === 0) return items.length;
  const taking = takers[op](place);
  for (const item of items) {
    const value = valueAtPath(item, path);
    if (value !== undefined && value !== null) taking.take(value);
    yield;
  }
  return taking.result();
}

/** Takes values that are there, one after another. */
interface Taking {
  take(value: unknown): void;
  result(): unknown;
}

const takers: Readonly<Record<Value['op'], (place: string) => Taking>> = {
  count: () => {
    let count = 0;
    return { take: () => void count++, result: () => count };
  },
  list: () => {
    const list: unknown[] = [];
    return { take: (value) => void list.push(value), result: () => list };
  },
  min: () => extreme(-1),
  max: () => extreme(1),
  sum: (place) => {
    let sum = 0;
    return { take: (value) => void (sum += numberOf(value, place)), result: () => sum };
  },
  avg: (place) => {
    let [sum, count] = [0, 0];
    const take = (value: unknown): void => {
      sum += numberOf(value, place);
      count++;
    };
    return { take, result: () => (count === 0 ? null : sum / count) };
  },
};

function extreme(sign: 1 | -1): Taking {
  let best: unknown = null;
  let bestKey: Comparable | null = null;
  const take = (value: unknown): void => {
    const key = comparable(value);
    if (bestKey && sign * compareComparables(key, bestKey) <= 0) return;
    [best, bestKey] = [value, key];
  };
  return { take, result: () => best };
}

/** Databases send large numbers as texts. */
function numberOf(value: unknown, place: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  const got = typeof value === 'string' ? `text "${value.slice(0, 40)}"` : kindOf(value);
  throw new NodeFailure('not_a_number', say('needs_numbers', { got }), { path: `${place}/path` });
}

/** A word of `#lib/shared/texts/words.ts`. */
function kindOf(value: unknown): string {
  if (value === null || Array.isArray(value)) return value === null ? 'null' : 'list';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
