import { createContext, Script } from 'node:vm';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';

/** What a schema may cost, whatever it checks. */
export interface SchemaCost {
  /** Subschemas, listed values and patterns that one value may meet, references followed. */
  weight: number;
  /** It refers to itself, or holds a pattern that counts: what it costs, only a clock can tell. */
  unknowable: boolean;
}

/** A tool's schema has tens of parts; one with more than this is a document, and compiling it takes seconds. */
export const maxSchemaWeight = 3_000;
const patternWeight = 10;
/** Below it a check takes a few milliseconds at most, and its errors fit into memory. */
const cheapSteps = 300_000;
/** Other tenants wait for a check: it ends after this time. */
const budgetMs = 1_000;

/** Counts until it is over `maxSchemaWeight`; references that lead nowhere are the compiler's matter. */
export function costOf(schema: JsonSchema): SchemaCost {
  const known = new Map<string, number>();
  const underWay = new Set<string>();
  let unknowable = false;

  const ofReference = (reference: string): number => {
    const cached = known.get(reference);
    if (cached !== undefined) return cached;
    if (underWay.has(reference)) {
      unknowable = true;
      return 1;
    }
    underWay.add(reference);
    const weight = ofPart(resolve(schema, reference));
    underWay.delete(reference);
    known.set(reference, weight);
    return weight;
  };
  const ofPart = (part: unknown): number => {
    if (typeof part !== 'object' || part === null) return 0;
    let weight = 1;
    for (const [keyword, value] of Object.entries(part)) {
      if (keyword === '$ref' || keyword === '$dynamicRef') weight += typeof value === 'string' ? ofReference(value) : 0;
      else if (keyword === '$defs' || keyword === 'definitions') weight += entriesOf(value);
      else if (keyword === 'enum') weight += entriesOf(value);
      else weight += ofPart(value);
      if (keyword === 'pattern' || keyword === 'patternProperties') {
        const patterns = typeof value === 'string' ? [value] : Object.keys(value ?? {});
        weight += patterns.length * patternWeight;
        unknowable ||= patterns.some((pattern) => pattern.includes('{'));
      }
      if (weight > maxSchemaWeight) break;
    }
    return weight;
  };
  return { weight: ofPart(schema), unknowable };
}

/** Whether a check of this value has to be watched by the clock. */
export function isHeavy({ weight, unknowable }: SchemaCost, value: unknown): boolean {
  return unknowable || sizeOf(value, cheapSteps / weight) * weight > cheapSteps;
}

const box = createContext({ work: null as (() => unknown) | null });
const script = new Script('work()');

/** Runs `work` for a second at most. Null when that was not enough, or the stack was not. */
export function withinBudget<T>(work: () => T): { done: T } | null {
  box['work'] = work;
  try {
    return { done: script.runInContext(box, { timeout: budgetMs }) as T };
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return null;
    throw error;
  } finally {
    box['work'] = null;
  }
}

function entriesOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** What a local reference names: `#`, `#/a/b` or `#anchor`. */
function resolve(schema: JsonSchema, reference: string): unknown {
  if (reference === '#') return schema;
  if (!reference.startsWith('#/')) return findAnchor(schema, reference.slice(1));
  let part: unknown = schema;
  for (const piece of reference.slice(2).split('/')) {
    const name = decode(piece).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, name)) return null;
    part = (part as Record<string, unknown>)[name];
  }
  return part;
}

function findAnchor(part: unknown, anchor: string): unknown {
  if (typeof part !== 'object' || part === null) return null;
  const own = part as Record<string, unknown>;
  if (own['$anchor'] === anchor || own['$dynamicAnchor'] === anchor) return part;
  for (const value of Object.values(part)) {
    const found = findAnchor(value, anchor);
    if (found !== null) return found;
  }
  return null;
}

function decode(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

/** Members and letters of a value; stops counting when it is over `enough`, without a list of what is left. */
function sizeOf(value: unknown, enough: number): number {
  if (typeof value === 'string') return 1 + value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && size <= enough; at += 1) size += sizeOf(value[at], enough - size);
    return size;
  }
  for (const name in value) {
    size += name.length + sizeOf((value as Record<string, unknown>)[name], enough - size);
    if (size > enough) break;
  }
  return size;
}
