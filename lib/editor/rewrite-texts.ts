/** A copy of a JSON value with every text replaced; parts without a change keep their identity. Keys are left alone. */
export function mapTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) {
    const next = value.map((entry) => mapTexts(entry, replace));
    return next.some((entry, index) => entry !== value[index]) ? next : value;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const next = entries.map(([key, entry]) => [key, mapTexts(entry, replace)] as const);
    return next.some(([, entry], index) => entry !== entries[index]![1]) ? Object.fromEntries(next) : value;
  }
  return value;
}
