import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Params } from '#lib/shared/fill-text.ts';
import type { Timers } from './timers.ts';

/** What became of a `PUT`. `stale`: somebody else saved since (412). `refused`: this payload will never be taken. */
export type SaveResult =
  | { kind: 'saved'; revision: number }
  | { kind: 'stale' }
  | { kind: 'unreachable'; retryAfterMs?: number }
  | ({ kind: 'refused' } & Refusal);

/** Why the server does not take a draft; `params` as problems have them. */
interface Refusal {
  message: string;
  params?: Params;
  traceId?: string;
}

export interface Theirs {
  definition: WorkflowDefinition;
  revision: number;
  updatedAt: string;
}

export type SaveState =
  | { kind: 'saved'; at: number | null }
  | { kind: 'dirty' }
  | { kind: 'saving' }
  | { kind: 'offline' }
  /** `theirs` is null until it could be loaded. */
  | { kind: 'conflict'; theirs: Theirs | null }
  | ({ kind: 'error' } & Refusal);

export interface AutosavePorts {
  read(): WorkflowDefinition;
  put(definition: WorkflowDefinition, revision: number): Promise<SaveResult>;
  load(): Promise<Theirs>;
  /** Shows their draft in place of ours. */
  replace(definition: WorkflowDefinition): void;
  onState(state: SaveState): void;
  timers: Timers;
}

export interface Autosave {
  /** The definition was edited. */
  changed(): void;
  /** Save now, also after an error. Resolves when nothing is left to do or nothing can be done. */
  flush(): Promise<SaveState>;
  /** The network is back. */
  online(): void;
  keepMine(): Promise<SaveState>;
  takeTheirs(): Promise<SaveState>;
  state(): SaveState;
  revision(): number;
  /** Was this revision saved by somebody else, as far as can be told? False while a save of ours is under way. */
  isForeign(revision: number): boolean;
  dispose(): void;
}

const idleMs = 600;
const retryMs = [1_000, 2_000, 5_000, 10_000, 30_000];

/**
 * The way of a draft to the server: rest 600 ms, then one `PUT` at a time with `If-Match`; what was edited meanwhile
 * goes with the next one. A payload that the server refuses is not sent again until it changes; a lost network is
 * retried with growing pauses; a stale revision stops everything until a person chose a side.
 */
export function createAutosave(ports: AutosavePorts, initialRevision: number): Autosave {
  let state: SaveState = { kind: 'saved', at: null };
  let revision = initialRevision;
  let savedDefinition = ports.read();
  let inFlight: Promise<void> | null = null;
  let cancelTimer: (() => void) | null = null;
  let failures = 0;
  let disposed = false;

  const become = (next: SaveState): void => {
    state = next;
    if (!disposed) ports.onState(next);
  };
  const stopTimer = (): void => {
    cancelTimer?.();
    cancelTimer = null;
  };
  const schedule = (ms: number): void => {
    stopTimer();
    cancelTimer = ports.timers.after(ms, () => void save());
  };
  const isDirty = (): boolean => ports.read() !== savedDefinition;

  const save = (): Promise<void> => {
    stopTimer();
    if (inFlight) return inFlight;
    if (!isDirty() || state.kind === 'conflict' || disposed) return Promise.resolve();
    const sent = ports.read();
    become({ kind: 'saving' });
    inFlight = ports
      .put(sent, revision)
      .catch((): SaveResult => ({ kind: 'unreachable' }))
      .then((result) => settle(sent, result))
      .finally(() => {
        inFlight = null;
      });
    return inFlight;
  };

  const settle = async (sent: WorkflowDefinition, result: SaveResult): Promise<void> => {
    const editedMeanwhile = ports.read() !== sent;
    switch (result.kind) {
      case 'saved':
        revision = result.revision;
        savedDefinition = sent;
        failures = 0;
        become(editedMeanwhile ? { kind: 'dirty' } : { kind: 'saved', at: ports.timers.now() });
        if (editedMeanwhile) schedule(idleMs);
        return;
      case 'stale':
        become({ kind: 'conflict', theirs: null });
        await ports.load().then(
          (theirs) => become({ kind: 'conflict', theirs }),
          () => become({ kind: 'offline' }),
        );
        if (state.kind === 'offline') schedule(retryMs[0]!);
        return;
      case 'unreachable': {
        const pause = retryMs[Math.min(failures, retryMs.length - 1)]!;
        failures += 1;
        become({ kind: 'offline' });
        schedule(Math.max(pause, result.retryAfterMs ?? 0));
        return;
      }
      case 'refused':
        become({ ...result, kind: 'error' });
        if (editedMeanwhile) schedule(idleMs);
    }
  };

  const flush = async (): Promise<SaveState> => {
    if (inFlight) await inFlight;
    await save();
    if (state.kind === 'dirty') await save();
    return state;
  };

  return {
    changed() {
      if (state.kind === 'conflict') return;
      if (!isDirty()) {
        stopTimer();
        if (state.kind === 'dirty') become({ kind: 'saved', at: null });
        return;
      }
      if (!inFlight && state.kind !== 'offline') become({ kind: 'dirty' });
      if (!inFlight) schedule(state.kind === 'offline' ? retryMs[0]! : idleMs);
    },
    flush,
    online() {
      if (state.kind === 'offline') void save();
    },
    async keepMine() {
      if (state.kind !== 'conflict' || !state.theirs) return state;
      revision = state.theirs.revision;
      become({ kind: 'dirty' });
      return flush();
    },
    async takeTheirs() {
      const theirs = state.kind === 'conflict' && state.theirs ? state.theirs : await ports.load();
      revision = theirs.revision;
      savedDefinition = theirs.definition;
      ports.replace(theirs.definition);
      become({ kind: 'saved', at: null });
      return state;
    },
    state: () => state,
    revision: () => revision,
    isForeign: (other) => !inFlight && other > revision,
    dispose() {
      disposed = true;
      stopTimer();
    },
  };
}
