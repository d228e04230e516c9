import { isJsonObject } from '#lib/shared/json.ts';

/** What completion knows of a value: its type, its members, and how its value looked in the last try. */
export interface Shape {
  type: string;
  /** From the schema. */
  description?: string;
  /** The value of the last try, cut short. */
  preview?: string;
  members?: Readonly<Record<string, Shape>>;
  /** Of list elements. */
  item?: Shape;
}

const deepest = 12;
const mostMembers = 200;

/** The shape of a real value. Lists are known by their first element. */
export function shapeOfValue(value: unknown, depth = 0): Shape {
  if (value === undefined) return { type: 'undefined' };
  if (value === null) return { type: 'null', preview: 'null' };
  if (Array.isArray(value)) {
    const shape: Shape = { type: 'array', preview: `[${value.length}]` };
    if (value.length > 0 && depth < deepest) shape.item = shapeOfValue(value[0], depth + 1);
    return shape;
  }
  if (isJsonObject(value)) {
    const shape: Shape = { type: 'object', preview: '{…}' };
    if (depth < deepest) {
      const entries = Object.entries(value).slice(0, mostMembers);
      shape.members = Object.fromEntries(entries.map(([key, member]) => [key, shapeOfValue(member, depth + 1)]));
    }
    return shape;
  }
  return { type: typeof value, preview: cut(JSON.stringify(value) ?? String(value)) };
}

/** The shape that a JSON Schema promises; `anyOf` and the like take their first branch with members. */
export function shapeOfSchema(schema: unknown, depth = 0): Shape {
  if (!isJsonObject(schema)) return { type: 'any' };
  const branch = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray)?.[0];
  const source = isJsonObject(branch) && !schema.type ? { ...branch, ...schema } : schema;
  const type = Array.isArray(source.type) ? source.type.filter((name) => name !== 'null').join(' | ') : source.type;
  const shape: Shape = { type: typeof type === 'string' ? type : isJsonObject(source.properties) ? 'object' : 'any' };
  if (typeof source.description === 'string') shape.description = source.description;
  if (depth >= deepest) return shape;
  if (isJsonObject(source.properties)) {
    const entries = Object.entries(source.properties).slice(0, mostMembers);
    shape.members = Object.fromEntries(entries.map(([key, member]) => [key, shapeOfSchema(member, depth + 1)]));
  }
  if (source.items !== undefined) shape.item = shapeOfSchema(source.items, depth + 1);
  return shape;
}

/** What the schema promises, with the values that were seen. Members of either are offered. */
export function mergeShapes(promised: Shape, seen: Shape): Shape {
  const known = seen.type !== 'undefined' && seen.type !== 'null';
  const merged: Shape = { ...promised, type: known && promised.type === 'any' ? seen.type : promised.type };
  if (seen.preview !== undefined) merged.preview = seen.preview;
  if (promised.members || seen.members) {
    const names = new Set([...Object.keys(promised.members ?? {}), ...Object.keys(seen.members ?? {})]);
    merged.members = Object.fromEntries([...names].map((name) => [name, mergeOptional(promised, seen, name)]));
  }
  const item = promised.item && seen.item ? mergeShapes(promised.item, seen.item) : (promised.item ?? seen.item);
  if (item) merged.item = item;
  return merged;
}

function mergeOptional(promised: Shape, seen: Shape, name: string): Shape {
  const first = promised.members?.[name];
  const second = seen.members?.[name];
  return first && second ? mergeShapes(first, second) : (first ?? second ?? { type: 'any' });
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
