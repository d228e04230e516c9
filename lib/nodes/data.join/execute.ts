import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import { identityOf } from '#lib/kit/compare-values.ts';
import { parseDataPath, valueAtPath, type DataPath } from '#lib/kit/data-path.ts';
import { done, NodeFailure, type NodeExecutor } from '#lib/kit/node-executor.ts';
import { isJsonObject, type JsonObject } from '#lib/shared/json.ts';
import type { dataJoin } from './definition.ts';

const maxResults = 100_000;

export const executeDataJoin: NodeExecutor<typeof dataJoin> = (context, config) => {
  const results: JsonObject[] = [];
  const work = join(config, results);
  return context.inTurns(
    () => work.next().done !== true,
    () => done(results),
  );
};

/** Works on one element, or one pair, after another: others may compute in between. */
function* join(config: z.output<(typeof dataJoin)['config']>, results: JsonObject[]): Generator<undefined> {
  const by = parseDataPath(config.by, '/by');
  const withBy = parseDataPath(config.withBy ?? config.by, '/withBy');
  const partners = new Map<string, JsonObject[]>();
  for (const item of config.with) {
    addPartner(partners, asObject(item, '/with'), withBy);
    yield;
  }
  for (const item of config.items) {
    const element = asObject(item, '/items');
    const matches = partners.get(identityAt(element, by) ?? '') ?? [];
    if (matches.length === 0 && config.keep === 'all') results.push(element);
    for (const partner of matches) {
      results.push(config.as === undefined ? { ...partner, ...element } : withMember(element, config.as, partner));
      if (results.length > maxResults) break;
      yield;
    }
    if (results.length > maxResults) {
      throw new NodeFailure('limit_exceeded', say('too_many_results', { limit: maxResults }), { path: '/with' });
    }
    yield;
  }
}

function addPartner(partners: Map<string, JsonObject[]>, element: JsonObject, path: DataPath): void {
  const identity = identityAt(element, path);
  if (identity === null) return;
  const known = partners.get(identity);
  if (known) known.push(element);
  else partners.set(identity, [element]);
}

/** What is missing has no partner. */
function identityAt(element: JsonObject, path: DataPath): string | null {
  const value = valueAtPath(element, path) ?? null;
  return value === null ? null : identityOf(value);
}

function asObject(value: unknown, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new NodeFailure('config_invalid', say('element_no_object'), { path });
}

function withMember(element: JsonObject, name: string, member: JsonObject): JsonObject {
  return Object.fromEntries([...Object.entries(element), [name, member]]);
}
