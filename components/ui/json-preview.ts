/** How many children a list or an object has; null for everything else. */
export function countChildren(value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  return null;
}

/** The first so many children of a list or an object. The others are not touched: there may be a million. */
export function childrenOf(value: unknown, count: number): [string, unknown][] {
  if (Array.isArray(value)) return value.slice(0, count).map((item, index) => [String(index), item]);
  const object = value as Record<string, unknown>;
  return Object.keys(object)
    .slice(0, count)
    .map((key) => [key, object[key]]);
}

/** The beginning of a text, never ending within a letter. */
export function beginningOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
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
