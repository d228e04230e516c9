/** A workspace's data key as it is stored: wrapped by the master key `masterKeyId`. */
export interface DataKeyRow {
  id: string;
  workspaceId: string;
  /** From 1; the newest seals. */
  version: number;
  wrapped: Uint8Array;
  masterKeyId: string;
  createdAt: Date;
  retiredAt: Date | null;
}

/** Where data keys are kept. */
export interface DataKeyStore {
  newest(workspaceId: string): Promise<DataKeyRow | null>;
  find(workspaceId: string, version: number): Promise<DataKeyRow | null>;
  /** False if the workspace has that version already: somebody else was faster. */
  insert(row: Omit<DataKeyRow, 'retiredAt'>): Promise<boolean>;
  /** Marks all versions below `version`. */
  retireBelow(workspaceId: string, version: number, at: Date): Promise<void>;
  /** One data key of each master key in use. */
  samples(): Promise<DataKeyRow[]>;
  /** Data keys that another master key than `masterKeyId` wraps. */
  wrappedByOthers(masterKeyId: string, limit: number): Promise<DataKeyRow[]>;
  /** False if the row has changed since `before` was read. */
  rewrap(before: DataKeyRow, after: { wrapped: Uint8Array; masterKeyId: string }): Promise<boolean>;
}
