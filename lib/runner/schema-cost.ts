import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { patternSize } from './pattern-size.ts';

/** A tool's schema has tens of parts; one with more than this is a document, and compiling it would hold up everybody. */
export const maxSchemaWeight = 2_000;
/** What nobody refers to costs little, but it is read, too. */
export const maxSchemaSize = 20_000;

/** What a schema may cost, whatever it checks. */
export interface SchemaCost {
  /** Subschemas and what each of them asks, listed values and patterns that one value may meet, references followed. */
  weight: number;
  /** Members and elements of the whole document, whether anything refers to them or not. */
  size: number;
  /** What a check costs, only a clock can tell: it refers to itself or by names of its own, or holds a pattern that counts. */
  unknowable: boolean;
}

type Kind = 'one' | 'list' | 'map' | 'patterns' | 'pattern' | 'reference' | 'data' | 'nothing';

/** Where a keyword's value holds schemas (JSON Schema 2020-12 core, section 10), and where data that a check carries. */
const kinds = new Map<string, Kind>([
  ...each('one', 'not if then else items contains additionalProperties propertyNames'),
  ...each('one', 'unevaluatedProperties unevaluatedItems'),
  ...each('list', 'allOf anyOf oneOf prefixItems'),
  ...each('map', 'properties dependentSchemas'),
  ...each('patterns', 'patternProperties'),
  ...each('pattern', 'pattern'),
  ...each('reference', '$ref $dynamicRef'),
  ...each('data', 'enum const default required dependentRequired'),
  ...each('nothing', '$defs definitions $id $schema $anchor $dynamicAnchor $comment $vocabulary title description'),
  ...each('nothing', 'examples deprecated readOnly writeOnly contentSchema contentEncoding contentMediaType'),
]);
/** A pattern costs as much as so many keywords, and one more for each so many instructions. */
const aPattern = 4;
const patternUnit = 15;
/** What Ajv writes for these is longer than for others. */
const aChoice = 2;
const aSearch = 4;

/** Counts until it is over what may be; references that lead nowhere are the compiler's matter. */
export function costOf(schema: JsonSchema): SchemaCost {
  const size = membersOf(schema);
  if (size > maxSchemaSize) return { weight: size, size, unknowable: true };
  const scales = new Scales(schema, size);
  const weight = scales.ofSchema(schema);
  return { weight, size, unknowable: scales.unknowable };
}

class Scales {
  readonly #root: JsonSchema;
  readonly #size: number;
  readonly #known = new Map<string, number>();
  readonly #underWay = new Set<string>();
  /** Where parts have names of their own, a reference may mean any of them, with all their references. */
  readonly #ownNames: boolean;
  unknowable = false;

  constructor(root: JsonSchema, size: number) {
    this.#root = root;
    this.#size = size;
    this.#ownNames = namesItsParts(root, true);
  }

  ofSchema(part: unknown): number {
    if (typeof part !== 'object' || part === null) return 1;
    let weight = 1;
    for (const [keyword, value] of Object.entries(part)) {
      weight += this.#ofKeyword(keyword, value);
      if (weight > maxSchemaWeight) break;
    }
    return weight;
  }

  #ofKeyword(keyword: string, value: unknown): number {
    switch (kinds.get(keyword)) {
      case 'one':
        return 1 + this.ofSchema(value) + (keyword === 'contains' ? aSearch : 0);
      case 'list': {
        const parts = Array.isArray(value) ? value : [];
        return 1 + this.#ofAll(parts) + (keyword === 'oneOf' ? parts.length * aChoice : 0);
      }
      case 'map':
        return 1 + this.#ofAll(Object.values(value ?? {}));
      case 'patterns':
        return this.#ofPatterns(value) + this.#ofAll(Object.values(value ?? {}));
      case 'pattern':
        return this.#ofPatterns({ [String(value)]: true });
      case 'reference':
        this.unknowable ||= keyword === '$dynamicRef';
        return typeof value === 'string' ? this.#ofReference(value) : 1;
      case 'data':
        return 1 + membersOf(value);
      case 'nothing':
        return 0;
      case undefined:
        return 1;
    }
  }

  #ofAll(parts: readonly unknown[]): number {
    let weight = 0;
    for (const part of parts) {
      weight += this.ofSchema(part);
      if (weight > maxSchemaWeight) break;
    }
    return weight;
  }

  #ofPatterns(value: unknown): number {
    let weight = 1;
    for (const pattern of Object.keys(value ?? {})) {
      this.unknowable ||= pattern.includes('{');
      weight += aPattern + Math.ceil(patternSize(pattern) / patternUnit);
    }
    return weight;
  }

  #ofReference(reference: string): number {
    if (this.#ownNames || !reference.startsWith('#')) {
      this.unknowable = true;
      return this.#size * (1 + referencesIn(this.#root));
    }
    const cached = this.#known.get(reference);
    if (cached !== undefined) return cached;
    if (this.#underWay.has(reference)) {
      this.unknowable = true;
      return 1;
    }
    this.#underWay.add(reference);
    const weight = this.ofSchema(resolve(this.#root, reference));
    this.#underWay.delete(reference);
    this.#known.set(reference, weight);
    return weight;
  }
}

function each(kind: Kind, keywords: string): [string, Kind][] {
  return keywords.split(' ').map((keyword) => [keyword, kind]);
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  for (const member of Object.values(value)) {
    members += 1 + membersOf(member);
    if (members > maxSchemaSize) break;
  }
  return members;
}

function referencesIn(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const own = '$ref' in part || '$dynamicRef' in part ? 1 : 0;
  return Object.values(part).reduce<number>((sum, value) => sum + referencesIn(value), own);
}

/** Whether a part below the root has an `$id`: references inside it are then relative to that. */
function namesItsParts(part: unknown, isRoot: boolean): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if (!isRoot && typeof (part as Record<string, unknown>)['$id'] === 'string') return true;
  return Object.values(part).some((value) => namesItsParts(value, false));
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
