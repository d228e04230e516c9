import type { WorkflowDefinition, WorkflowEdge, WorkflowNode, WorkflowSettings } from '#lib/contracts/definition.ts';

export type WorkflowLayout = NonNullable<WorkflowDefinition['layout']>;
export type LayoutGroup = WorkflowLayout['groups'][number];
export type LayoutNote = WorkflowLayout['notes'][number];

/** One element before and after; `null` means it is not there. `index` is its place in the list it is taken from or put into. */
export interface ElementChange<T> {
  id: string;
  before: T | null;
  after: T | null;
  index: number;
}

/** What a command did, as data. It can be inverted, merged with a later one, and folded over a definition. */
export interface Change {
  nodes?: ElementChange<WorkflowNode>[];
  edges?: ElementChange<WorkflowEdge>[];
  groups?: ElementChange<LayoutGroup>[];
  notes?: ElementChange<LayoutNote>[];
  settings?: { before: WorkflowSettings; after: WorkflowSettings };
  /** Ids of the loops that are shown without their bodies. */
  collapsed?: { before: readonly string[]; after: readonly string[] };
  /** The whole definition; nothing else is set then. */
  whole?: { before: WorkflowDefinition; after: WorkflowDefinition };
}

const lists = ['nodes', 'edges', 'groups', 'notes'] as const;

/** The definition after the change. Lists and elements that it does not touch keep their identity; an empty layout is left out. */
export function applyChange(definition: WorkflowDefinition, change: Change): WorkflowDefinition {
  if (change.whole) return change.whole.after;
  const next: WorkflowDefinition = { ...definition };
  if (change.nodes) next.nodes = applyList(definition.nodes, change.nodes);
  if (change.edges) next.edges = applyList(definition.edges, change.edges);
  if (change.groups || change.notes || change.collapsed) {
    const layout: WorkflowLayout = definition.layout ?? { groups: [], notes: [] };
    const groups = change.groups ? applyList(layout.groups, change.groups) : layout.groups;
    const notes = change.notes ? applyList(layout.notes, change.notes) : layout.notes;
    const collapsed = [...(change.collapsed?.after ?? layout.collapsed ?? [])];
    if (groups.length + notes.length + collapsed.length > 0) {
      next.layout = { groups, notes, ...(collapsed.length > 0 && { collapsed }) };
    } else delete next.layout;
  }
  if (change.settings) next.settings = change.settings.after;
  return next;
}

function applyList<T extends { id: string }>(list: readonly T[], changes: readonly ElementChange<T>[]): T[] {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const kept: T[] = [];
  for (const element of list) {
    const change = byId.get(element.id);
    if (!change || change.before === null) kept.push(element);
    else if (change.after !== null) kept.push(change.after);
  }
  const added = changes.filter((change) => change.before === null && change.after !== null);
  for (const change of [...added].sort((a, b) => a.index - b.index)) kept.splice(change.index, 0, change.after!);
  return kept;
}

/** The change that takes this one back. */
export function invertChange(change: Change): Change {
  if (change.whole) return { whole: { before: change.whole.after, after: change.whole.before } };
  const inverse: Change = {};
  const flip = <T>(list: ElementChange<T>[]): ElementChange<T>[] =>
    list.map((entry) => ({ ...entry, before: entry.after, after: entry.before }));
  if (change.nodes) inverse.nodes = flip(change.nodes);
  if (change.edges) inverse.edges = flip(change.edges);
  if (change.groups) inverse.groups = flip(change.groups);
  if (change.notes) inverse.notes = flip(change.notes);
  if (change.settings) inverse.settings = swapped(change.settings);
  if (change.collapsed) inverse.collapsed = swapped(change.collapsed);
  return inverse;
}

function swapped<T>({ before, after }: { before: T; after: T }): { before: T; after: T } {
  return { before: after, after: before };
}

/** One change with the effect of both, for coalescing; `null` if either adds or removes elements. */
export function mergeChanges(first: Change, second: Change): Change | null {
  if (!onlyUpdates(first) || !onlyUpdates(second)) return null;
  const merged: Change = {};
  const join = <T>(a: ElementChange<T>[] = [], b: ElementChange<T>[] = []): ElementChange<T>[] | undefined => {
    const byId = new Map(a.map((entry) => [entry.id, entry]));
    for (const entry of b) byId.set(entry.id, { ...entry, before: byId.get(entry.id)?.before ?? entry.before });
    return byId.size > 0 ? [...byId.values()] : undefined;
  };
  const nodes = join(first.nodes, second.nodes);
  const edges = join(first.edges, second.edges);
  const groups = join(first.groups, second.groups);
  const notes = join(first.notes, second.notes);
  if (nodes) merged.nodes = nodes;
  if (edges) merged.edges = edges;
  if (groups) merged.groups = groups;
  if (notes) merged.notes = notes;
  const settings = second.settings ?? first.settings;
  if (settings) merged.settings = { before: (first.settings ?? settings).before, after: settings.after };
  const collapsed = second.collapsed ?? first.collapsed;
  if (collapsed) merged.collapsed = { before: (first.collapsed ?? collapsed).before, after: collapsed.after };
  return merged;
}

function onlyUpdates(change: Change): boolean {
  return (
    !change.whole &&
    lists.every((list) => (change[list] ?? []).every((entry) => entry.before !== null && entry.after !== null))
  );
}

/** Does the change do nothing at all? */
export function isEmptyChange(change: Change): boolean {
  return (
    !change.whole && !change.settings && !change.collapsed && lists.every((list) => (change[list]?.length ?? 0) === 0)
  );
}
