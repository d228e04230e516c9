/**
 * Whose secrets a data key seals: the id of a workspace, or what `personOwner` makes of a person's. A secret that belongs to
 * somebody in every workspace (their second factor) lives and ends with the person, not with a workspace.
 */
export type DataKeyOwner = string;

const PERSON = 'person:';

export function personOwner(userId: string): DataKeyOwner {
  return `${PERSON}${userId}`;
}

/** The person's id, or null for a workspace. */
export function personOf(owner: DataKeyOwner): string | null {
  return owner.startsWith(PERSON) ? owner.slice(PERSON.length) : null;
}

/** A data key as it is stored: wrapped by the master key `masterKeyId`. */
export interface DataKeyRow {
  id: string;
  owner: DataKeyOwner;
  /** From 1; the newest seals. */
  version: number;
  wrapped: Uint8Array;
  masterKeyId: string;
  createdAt: Date;
  retiredAt: Date | null;
}

/** Where data keys are kept. */
export interface DataKeyStore {
  newest(owner: DataKeyOwner): Promise<DataKeyRow | null>;
  find(owner: DataKeyOwner, version: number): Promise<DataKeyRow | null>;
  /** False if the owner has that version already: somebody else was faster. */
  insert(row: Omit<DataKeyRow, 'retiredAt'>): Promise<boolean>;
  /** Marks all versions below `version`. */
  retireBelow(owner: DataKeyOwner, version: number, at: Date): Promise<void>;
  /** One data key of each master key in use. */
  samples(): Promise<DataKeyRow[]>;
  /** Data keys that another master key than `masterKeyId` wraps. */
  wrappedByOthers(masterKeyId: string, limit: number): Promise<DataKeyRow[]>;
  /** False if the row has changed since `before` was read. */
  rewrap(before: DataKeyRow, after: { wrapped: Uint8Array; masterKeyId: string }): Promise<boolean>;
}
