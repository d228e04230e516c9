import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';

/** Object ids of Postgres' own types, from pg_type. */
const CHAR = 18;
const CHAR_ARRAY = 1002;
const TEXT = 25;
const TEXT_ARRAY = 1009;
/** pg_node_tree and the reg* types: text to whoever reads the catalogue. */
const TEXT_LIKE = new Set([194, 2202, 2203, 2204, 2205, 2206, 24, 4089, 4096]);

interface RawResult {
  fields?: { dataTypeID: number }[];
}

interface RawQueryable {
  performIO(query: object): Promise<RawResult>;
  queryRaw(query: object): Promise<{ columnTypes: number[] }>;
}

const patched = new WeakSet<object>();

/**
 * Lets the adapter read Postgres' catalogue. The schema describer selects columns of the type "char", for which
 * `@prisma/adapter-pg` has no mapping, and the engine insists on receiving them as characters.
 */
export function readCatalogColumns<T extends object>(adapter: T): T {
  const prototype = findQueryable(adapter);
  if (prototype === null || patched.has(prototype)) return adapter;
  patched.add(prototype);
  const { performIO, queryRaw } = prototype;
  const characterColumns = new WeakMap<object, number[]>();
  prototype.performIO = async function (query) {
    const result = await performIO.call(this, query);
    characterColumns.set(query, retype(result));
    return result;
  };
  prototype.queryRaw = async function (query) {
    const result = await queryRaw.call(this, query);
    for (const column of characterColumns.get(query) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

/** Gives unknown catalogue types the nearest known one; returns the indexes of "char" columns. */
function retype(result: RawResult): number[] {
  const characters: number[] = [];
  result.fields?.forEach((field, index) => {
    if (field.dataTypeID === CHAR) characters.push(index);
    if (field.dataTypeID === CHAR || TEXT_LIKE.has(field.dataTypeID)) field.dataTypeID = TEXT;
    else if (field.dataTypeID === CHAR_ARRAY) field.dataTypeID = TEXT_ARRAY;
  });
  return characters;
}

function findQueryable(adapter: object): RawQueryable | null {
  let candidate: object | null = adapter;
  while (candidate !== null && !Object.hasOwn(candidate, 'performIO')) {
    candidate = Object.getPrototypeOf(candidate) as object | null;
  }
  return candidate as RawQueryable | null;
}
