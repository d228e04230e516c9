import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SaveState } from '#lib/editor/autosave.ts';
import type { End } from '#lib/editor/command.ts';
import type { InputError } from '#lib/editor/input-errors.ts';

/** Where the node picker is open, and what the picked node is wired to. */
export interface PickerPlace {
  /** Screen pixels. */
  screen: { x: number; y: number };
  /** Canvas pixels of the new card's left top corner; null: beside the selection. */
  position: { x: number; y: number } | null;
  from?: End;
  splitEdge?: string;
  /** The container whose body takes it. */
  parentId?: string;
}

export type Drawer = 'closed' | 'try' | 'problems';

/** What the editor shows, apart from the document. */
export interface EditorUi {
  save: SaveState;
  paletteOpen: boolean;
  /** On small screens the panels are sheets. */
  sheet: 'none' | 'palette' | 'inspector';
  drawer: Drawer;
  /** The node whose step the drawer shows. */
  stepNodeId: string | null;
  picker: PickerPlace | null;
  deployOpen: boolean;
  helpOpen: boolean;
  versionsOpen: boolean;
  /** The version that is compared with the draft. */
  comparedVersion: number | null;
  hoveredEdge: string | null;
  /** The container that would take what is being dragged. */
  dropTarget: string | null;
  /** A newer revision that somebody else saved. */
  foreignRevision: number | null;
  /** A try is under way. */
  trying: boolean;
  /** What was entered for each trigger, by its id, as JSON text. */
  inputs: Readonly<Record<string, string>>;
  /** Key of the trigger that is tried. */
  tryTrigger: string | null;
  /** Why the last try's input was refused; what was corrected since is gone. */
  inputErrors: readonly InputError[];
  tryError: { text: string; traceId?: string | undefined; fields: { path: string; message: string }[] } | null;
}

export type UiStore = StoreApi<EditorUi>;

export function createUiStore(): UiStore {
  return createStore<EditorUi>(() => ({
    save: { kind: 'saved', at: null },
    paletteOpen: true,
    sheet: 'none',
    drawer: 'closed',
    stepNodeId: null,
    picker: null,
    deployOpen: false,
    helpOpen: false,
    versionsOpen: false,
    comparedVersion: null,
    hoveredEdge: null,
    dropTarget: null,
    foreignRevision: null,
    trying: false,
    inputs: {},
    tryTrigger: null,
    inputErrors: [],
    tryError: null,
  }));
}
