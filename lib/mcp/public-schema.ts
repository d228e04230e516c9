const HEADER_KEYWORD = 'x-mcp-header';

/**
 * A tool's JSON Schema as clients may see it: without `x-mcp-header`. That keyword makes clients mirror an argument
 * into an HTTP header, which intermediaries log; a workflow's author cannot ask for that, so it has no effect here.
 * Members under `properties` and its kin are names, not keywords, and stay.
 */
export function publicSchema(schema: Record<string, unknown>): Record<string, unknown> {
  return strip(schema, false) as Record<string, unknown>;
}

const NAME_MAPS: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
]);
/** Keywords whose value is data, never a schema. */
const DATA: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'required']);

function strip(value: unknown, isNameMap: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item, false));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => isNameMap || name !== HEADER_KEYWORD);
  return Object.fromEntries(
    kept.map(([name, member]) => [
      name,
      !isNameMap && DATA.has(name) ? member : strip(member, !isNameMap && NAME_MAPS.has(name)),
    ]),
  );
}
