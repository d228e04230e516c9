import type { RunEnd } from '#lib/runner/ports.ts';
import { fileFacts } from '#lib/shared/file-reference.ts';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';

/** Where a file's bytes can be fetched, with credentials for the workspace. */
export type FileAddress = (fileId: string) => string;

/** Most files that one answer explains. */
const MAX_NOTES = 20;

/**
 * A line for each file that the run made and that its output names: what it is, and how to get it. References that came
 * from elsewhere are plain data and get none.
 */
export function fileNotes(end: RunEnd, addressOf: FileAddress): { type: 'text'; text: string }[] {
  if (!end.files) return [];
  const named = new Set(idsIn(end.output));
  const files = end.files.filter(({ id }) => named.has(id)).slice(0, MAX_NOTES);
  return files.map(({ id, name, mimeType, size }) => ({
    type: 'text',
    text: `File "${name}" (${mimeType}, ${size} bytes): GET ${addressOf(id)} with "Authorization: Bearer KEY", an API key of this workspace with the scope api:read.`,
  }));
}

function* idsIn(value: JsonValue): Generator<string> {
  const file = fileFacts(value);
  if (file) yield file.id;
  else if (Array.isArray(value)) for (const item of value) yield* idsIn(item);
  else if (isJsonObject(value)) for (const item of Object.values(value)) yield* idsIn(item);
}
