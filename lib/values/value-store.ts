/** What is known of bytes before they arrive. Names and types are clean (`lib/shared/file-name.ts`). */
export interface NewFile {
  workspaceId: string;
  name: string;
  mimeType: string;
  /** The run that makes it and its workflow; null for an upload. */
  executionId: string | null;
  workflowId: string | null;
  /** API key or person; null for a node. */
  createdById: string | null;
  /** The most bytes that will come, if that is known. */
  atMostBytes: number | null;
}

export interface FileRow extends Omit<NewFile, 'atMostBytes'> {
  id: string;
  /** Bytes. */
  size: number;
  /** Hex. */
  sha256: string;
  createdAt: Date;
}

export interface FileKey {
  workspaceId: string;
  id: string;
}

/** Bytes `start` to `end`, the end not included. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface FileQuery {
  workspaceId: string;
  limit: number;
  /** Only files older than this one. */
  before?: string | undefined;
  executionId?: string | undefined;
  /** Only files of these workflows' runs, and those that this key uploaded. */
  only: { workflowIds: readonly string[]; createdById: string } | null;
}

/** Where files' bytes are kept. Nothing of another workspace is ever found. */
export interface ValueStore {
  /**
   * Stores what the source brings; on failure (the source's too) nothing is left.
   * @throws {AppError} `too_large`, `quota_exceeded`, `not_found` (the workspace is gone).
   */
  put(file: NewFile, source: AsyncIterable<Uint8Array>): Promise<FileRow>;
  find(key: FileKey): Promise<FileRow | null>;
  /** Newest first. */
  list(query: FileQuery): Promise<FileRow[]>;
  /** Throws `not_found` when the file is deleted meanwhile. */
  read(key: FileKey, range: ByteRange): AsyncIterable<Uint8Array>;
  /** Whether it was there. */
  remove(key: FileKey): Promise<boolean>;
}
