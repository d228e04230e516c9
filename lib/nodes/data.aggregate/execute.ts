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

export const executeDataAggregate: NodeExecutor<typeof dataAggregate> = (_context, { items, groupBy, values }) => {
  const wanted = values.map(({ name, op, path }, index) => {
    const place = `/values/${index}`;
    return { name, op, path: parseDataPath(path ?? '', `${place}/path`), place };
  });
  if (groupBy === undefined || groupBy === '') return done(computeAll(items, wanted));
  const path = parseDataPath(groupBy, '/groupBy');
  const label = String(path.at(-1));
  const clash = wanted.find((one) => one.name === label);
  if (clash) {
    throw new NodeFailure('config_invalid', say('group_name_taken', { name: label }), { path: `${clash.place}/name` });
  }
  const results = groupsOf(items, path).map(({ value, members }) =>
    withName(label, value, computeAll(members, wanted)),
  );
  return done(results);
};

/** In the order in which they first appear. */
function groupsOf(items: readonly unknown[], path: DataPath): { value: unknown; members: unknown[] }[] {
  const groups = new Map<string, { value: unknown; members: unknown[] }>();
  for (const item of items) {
    const value = valueAtPath(item, path) ?? null;
    const identity = identityOf(value);
    const group = groups.get(identity);
    if (group) group.members.push(item);
    else groups.set(identity, { value, members: [item] });
  }
  return [...groups.values()];
}

function withName(name: string, value: unknown, rest: object): object {
  return { ...Object.fromEntries([[name, value]]), ...rest };
}

function computeAll(items: readonly unknown[], wanted: readonly Value[]): Record<string, unknown> {
  return Object.fromEntries(wanted.map((one) => [one.name, compute(items, one)]));
}

function compute(items: readonly unknown[], { op, path, place }: Value): unknown {
  if (op === 'count' && path.length === 0) return items.length;
  const present = items.map((item) => valueAtPath(item, path)).filter((value) => value !== undefined && value !== null);
  switch (op) {
    case 'count':
      return present.length;
    case 'list':
      return present;
    case 'min':
      return extreme(present, -1);
    case 'max':
      return extreme(present, 1);
    case 'sum':
      return sum(present, place);
    case 'avg':
      return present.length === 0 ? null : sum(present, place) / present.length;
  }
}

function extreme(values: readonly unknown[], sign: 1 | -1): unknown {
  let best: unknown = null;
  let bestKey: Comparable | null = null;
  for (const value of values) {
    const key = comparable(value);
    if (bestKey && sign * compareComparables(key, bestKey) <= 0) continue;
    [best, bestKey] = [value, key];
  }
  return best;
}

function sum(values: readonly unknown[], place: string): number {
  return values.reduce<number>((total, value) => total + numberOf(value, place), 0);
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
