/** Conditions: true as in JavaScript, except that the text `false` (any case) is false (`semantics.md`, steps). */
export function conditionIsTrue(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value.toLowerCase() !== 'false';
  return Boolean(value);
}
