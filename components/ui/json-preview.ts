/** The children of a list or an object; null for everything else. */
export function entriesOf(value: unknown): [string, unknown][] | null {
  if (Array.isArray(value)) return value.map((item, index) => [String(index), item]);
  if (typeof value === 'object' && value !== null) return Object.entries(value);
  return null;
}

const MAX = 60;

/** One short line that stands for a folded value: `{id, name, ...}`, `[3]`, `null`. */
export function previewOf(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value);
  let text = '';
  for (const [index, key] of keys.entries()) {
    const next = index === 0 ? key : `${text}, ${key}`;
    if (next.length > MAX) return `{${text === '' ? '' : `${text}, `}…}`;
    text = next;
  }
  return `{${text}}`;
}
