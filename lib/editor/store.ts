import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WorkflowDefinition, WorkflowEdge, WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType, NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { applyCommand } from './apply-command.ts';
import { applyChange, isEmptyChange } from './change.ts';
import type { Command, RefusalCode } from './command.ts';
import { newElementId } from './element-id.ts';
import { coalesceKeyOf, emptyHistory, mark, record, redoStep, undoStep, type History } from './history.ts';
import type { RunView } from './run-view.ts';
import { keepExisting, nothingSelected, selectionOf, type Selection } from './selection.ts';
import type { KnownConnection } from '#lib/engine/validation-ports.ts';
import type { EditorVariables } from './variables.ts';

export interface EditorState {
  definition: WorkflowDefinition;
  nodesById: ReadonlyMap<string, WorkflowNode>;
  edgesById: ReadonlyMap<string, WorkflowEdge>;
  history: History;
  selection: Selection;
  problems: readonly Problem[];
  problemsByNode: ReadonlyMap<string, readonly Problem[]>;
  /** The last try, or the running one. */
  run: RunView | null;
  /** Null until they are loaded. */
  variables: EditorVariables | null;
  /** The connections that may be used here; null until they are loaded. */
  connections: readonly KnownConnection[] | null;
  /** The last refused command, for a message; `count` tells two equal ones apart. */
  refusal: { code: RefusalCode; count: number } | null;
  /** The place that the interface should bring into view; `count` as above. */
  focus: { nodeId: string; path?: string; count: number } | null;
  readOnly: boolean;
}

export interface EditorStore {
  readonly store: StoreApi<EditorState>;
  readonly describe: DescribeNodeType;
  readonly nodeTypes: readonly NodeTypeDescription[];
  /** Applies a command, or says why not. What was added becomes the selection. */
  dispatch(command: Command): { ok: true; added: readonly string[] } | { ok: false; code: RefusalCode };
  undo(): boolean;
  redo(): boolean;
  /** Ends coalescing: the next command is a step of its own. */
  mark(): void;
  select(ids: Iterable<string>): void;
  focus(nodeId: string, path?: string): void;
  setProblems(problems: readonly Problem[]): void;
  setVariables(variables: EditorVariables): void;
  setConnections(connections: readonly KnownConnection[]): void;
  setRun(update: (run: RunView | null) => RunView | null): void;
  /** Another draft from outside (theirs, a restored version): history starts again. */
  load(definition: WorkflowDefinition): void;
}

export interface EditorStoreOptions {
  definition: WorkflowDefinition;
  nodeTypes: readonly NodeTypeDescription[];
  readOnly?: boolean;
  /** Milliseconds; for coalescing. */
  now?: () => number;
  newId?: () => string;
}

/** Looks node types up by type and version in a list from `GET /nodes`. */
export function describeFrom(nodeTypes: readonly NodeTypeDescription[]): DescribeNodeType {
  const byKey = new Map(nodeTypes.map((type) => [`${type.type}@${type.version}`, type]));
  return (type, version) => byKey.get(`${type}@${version}`);
}

/** The editor's one store. Commands go in, React reads out. */
export function createEditorStore(options: EditorStoreOptions): EditorStore {
  const { now = Date.now, newId = newElementId } = options;
  const describe = describeFrom(options.nodeTypes);
  const store = createStore<EditorState>(() => initialState(options.definition, options.readOnly ?? false));
  const { getState: get, setState: set } = store;

  const dispatch: EditorStore['dispatch'] = (command) => {
    const state = get();
    const outcome = applyCommand(state.definition, command, { describe, newId });
    if (!outcome.ok) {
      set({ refusal: { code: outcome.code, count: (state.refusal?.count ?? 0) + 1 } });
      return outcome;
    }
    if (isEmptyChange(outcome.change)) return { ok: true, added: [] };
    const entry = { label: command.type, change: outcome.change, coalesceKey: coalesceKeyOf(command), at: now() };
    set({
      ...withDefinition(state, applyChange(state.definition, outcome.change), outcome.select),
      history: record(state.history, entry),
    });
    return { ok: true, added: outcome.select ?? [] };
  };

  const step = (take: typeof undoStep): boolean => {
    const state = get();
    const taken = take(state.history);
    if (!taken) return false;
    set({ ...withDefinition(state, applyChange(state.definition, taken.change)), history: taken.history });
    return true;
  };

  return {
    store,
    describe,
    nodeTypes: options.nodeTypes,
    dispatch,
    undo: () => step(undoStep),
    redo: () => step(redoStep),
    mark: () => set((state) => ({ history: mark(state.history) })),
    select: (ids) => set((state) => ({ selection: selectionOf(ids, state.selection) })),
    focus: (nodeId, path) =>
      set((state) => ({
        selection: selectionOf([nodeId], state.selection),
        focus: { nodeId, ...(path !== undefined && { path }), count: (state.focus?.count ?? 0) + 1 },
      })),
    setProblems: (problems) => set((state) => withProblems(state, problems)),
    setVariables: (variables) => set({ variables }),
    setConnections: (connections) => set({ connections }),
    setRun: (update) => set((state) => ({ run: update(state.run) })),
    load: (definition) => set((state) => ({ ...withDefinition(state, definition), history: emptyHistory })),
  };
}

function initialState(definition: WorkflowDefinition, readOnly: boolean): EditorState {
  return {
    definition,
    nodesById: byId(definition.nodes),
    edgesById: byId(definition.edges),
    history: emptyHistory,
    selection: nothingSelected,
    problems: [],
    problemsByNode: new Map(),
    run: null,
    variables: null,
    connections: null,
    refusal: null,
    focus: null,
    readOnly,
  };
}

function byId<T extends { id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((element) => [element.id, element]));
}

function withDefinition(state: EditorState, definition: WorkflowDefinition, select?: string[]): Partial<EditorState> {
  const nodesById = definition.nodes === state.definition.nodes ? state.nodesById : byId(definition.nodes);
  const edgesById = definition.edges === state.definition.edges ? state.edgesById : byId(definition.edges);
  const inLayout = new Set(
    [...(definition.layout?.groups ?? []), ...(definition.layout?.notes ?? [])].map((element) => element.id),
  );
  const exists = (id: string): boolean => nodesById.has(id) || edgesById.has(id) || inLayout.has(id);
  const selection = select ? selectionOf(select, state.selection) : keepExisting(state.selection, exists);
  return { definition, nodesById, edgesById, selection };
}

/** Nodes whose problems are the same keep the same list, so that their cards are not drawn again. */
function withProblems(state: EditorState, problems: readonly Problem[]): Partial<EditorState> {
  const grouped = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (!problem.nodeId) continue;
    const list = grouped.get(problem.nodeId);
    if (list) list.push(problem);
    else grouped.set(problem.nodeId, [problem]);
  }
  const problemsByNode = new Map<string, readonly Problem[]>();
  for (const [id, list] of grouped) {
    const old = state.problemsByNode.get(id);
    problemsByNode.set(id, old && JSON.stringify(old) === JSON.stringify(list) ? old : list);
  }
  return { problems, problemsByNode };
}
