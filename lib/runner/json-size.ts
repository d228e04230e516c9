/**
 * About how many bytes a JSON value takes as UTF-8 text, without making the text: exact for plain texts and numbers of
 * usual size, never far off. Linear in the value.
 */
export function jsonSize(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return value.length < 64 ? value.length + 2 : Buffer.byteLength(value) + 2;
    case 'number':
      return Number.isSafeInteger(value) && value >= 0 && value < 10 ? 1 : 8;
    case 'boolean':
      return 5;
    case 'object':
      return value === null ? 4 : objectSize(value);
    default:
      return 0;
  }
}

function objectSize(value: object): number {
  let size = 2;
  if (Array.isArray(value)) {
    for (const element of value as unknown[]) size += jsonSize(element) + 1;
    return size;
  }
  for (const key in value) size += key.length + 4 + jsonSize((value as Record<string, unknown>)[key]);
  return size;
}
