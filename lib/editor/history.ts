import { invertChange, isEmptyChange, mergeChanges, type Change } from './change.ts';
import type { Command } from './command.ts';

/** One step that undo takes back. */
export interface HistoryEntry {
  label: Command['type'];
  change: Change;
  /** Entries with the same key that follow closely become one: typing in a field, arrow keys. */
  coalesceKey: string | null;
  at: number;
}

/** `marked`: the next entry starts a new step whatever it is (a field lost focus, a save happened). */
export interface History {
  past: readonly HistoryEntry[];
  future: readonly HistoryEntry[];
  marked: boolean;
}

export const emptyHistory: History = { past: [], future: [], marked: false };
const coalesceWithinMs = 1_000;
const longest = 200;

/** The history after a change was made; the future is gone. */
export function record(history: History, entry: HistoryEntry): History {
  if (isEmptyChange(entry.change)) return history;
  const last = history.past.at(-1);
  if (last && !history.marked && belongTogether(last, entry)) {
    const change = mergeChanges(last.change, entry.change);
    if (change) return { past: [...history.past.slice(0, -1), { ...entry, change }], future: [], marked: false };
  }
  return { past: [...history.past, entry].slice(-longest), future: [], marked: false };
}

function belongTogether(last: HistoryEntry, entry: HistoryEntry): boolean {
  return entry.coalesceKey !== null && entry.coalesceKey === last.coalesceKey && entry.at - last.at < coalesceWithinMs;
}

/** Ends coalescing. */
export function mark(history: History): History {
  return history.marked ? history : { ...history, marked: true };
}

/** The change that takes the last step back, and the history after it; `null` if there is none. */
export function undoStep(history: History): { change: Change; history: History } | null {
  const entry = history.past.at(-1);
  if (!entry) return null;
  const next = { past: history.past.slice(0, -1), future: [entry, ...history.future], marked: true };
  return { change: invertChange(entry.change), history: next };
}

export function redoStep(history: History): { change: Change; history: History } | null {
  const [entry, ...future] = history.future;
  if (!entry) return null;
  return { change: entry.change, history: { past: [...history.past, entry], future, marked: true } };
}

/** Which commands coalesce: those that come many times a second from one field or key. */
export function coalesceKeyOf(command: Command): string | null {
  switch (command.type) {
    case 'setConfig':
      return `config:${command.nodeId}:${command.field}`;
    case 'renameNode':
      return `name:${command.nodeId}`;
    case 'setNotes':
      return `notes:${command.nodeId}`;
    case 'setPolicy':
      return `policy:${command.nodeId}`;
    case 'updateNote':
    case 'updateGroup':
      return `layout:${command.id}:${Object.keys(command.patch).join()}`;
    case 'moveNodes':
      return `move:${command.moves.map((move) => move.id).join()}`;
    default:
      return null;
  }
}
