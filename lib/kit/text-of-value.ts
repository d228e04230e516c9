/** A JSON value in a text (`semantics.md`, expressions): null and undefined vanish, lists and objects are compact JSON. */
export function textOfValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
