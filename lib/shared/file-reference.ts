import { isJsonObject } from './json.ts';

/** What a `$file` says of its bytes. */
export type FileFacts = {
  id: string;
  name: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  /** Of the bytes, 64 lower-case hex digits. */
  sha256: string;
};

/** A file in a value. Only the upload layer and nodes mint one. */
export type FileReference = { $file: FileFacts };

/**
 * The facts of a value that has the shape of a file reference, else null. The shape proves nothing: anybody can write it.
 * Whoever wants the bytes asks the store, which compares id, workspace, run, size and hash.
 */
export function fileFacts(value: unknown): FileFacts | null {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return null;
  const facts: unknown = Object.hasOwn(value, '$file') ? value['$file'] : null;
  if (!isJsonObject(facts)) return null;
  const { id, name, mimeType, size, sha256 } = facts;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof mimeType !== 'string') return null;
  if (typeof size !== 'number' || typeof sha256 !== 'string') return null;
  return { id, name, mimeType, size, sha256 };
}
