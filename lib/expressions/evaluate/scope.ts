/** What the names of an expression stand for (`semantics.md`, "Names"). All data is JSON and only ever read. */
export interface Scope {
  readonly input: unknown;
  /** Outputs by step key; `undefined` for a step that was not reached, skipped, disabled or is unfinished. */
  readonly steps: Readonly<Record<string, unknown>>;
  readonly vars: Readonly<Record<string, unknown>>;
  /** `RunInfo` of the kit. */
  readonly run: object;
  /** The innermost loop's item and index; outside loops `index` is left out. */
  readonly item?: unknown;
  readonly index?: number;
  readonly loops?: Readonly<Record<string, { item: unknown; index: number }>>;
  /** `Date.now()` of the step, in ms. */
  readonly now: number;
  /**
   * Is a key that `steps` lacks a step before this node (so that its output is `undefined`)? Left out, `steps` holds
   * all of them and another key is an error.
   */
  readonly upstream?: (key: string) => boolean;
  /** After this nothing more is evaluated with this scope, by `performance.now()`. */
  readonly until?: number | undefined;
}
