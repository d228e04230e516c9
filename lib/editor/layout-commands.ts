import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Change, ElementChange } from './change.ts';
import { refuse, type Command, type CommandOutcome } from './command.ts';

/** Adds a group or a note: things that only people see, outside the version's hash. */
export function addToLayout(
  definition: WorkflowDefinition,
  command: Extract<Command, { type: 'addGroup' | 'addNote' }>,
): CommandOutcome {
  const layout = definition.layout ?? { groups: [], notes: [] };
  const { id } = command.type === 'addGroup' ? command.group : command.note;
  if ([...layout.groups, ...layout.notes].some((element) => element.id === id)) return refuse('id_taken');
  if (command.type === 'addGroup') {
    const index = layout.groups.length;
    const groups = [{ id: command.group.id, before: null, after: command.group, index }];
    return { ok: true, change: { groups }, select: [command.group.id] };
  }
  const index = layout.notes.length;
  const notes = [{ id: command.note.id, before: null, after: command.note, index }];
  return { ok: true, change: { notes }, select: [command.note.id] };
}

/** Changes title, text, size or colour of a group or a note. */
export function updateInLayout(
  definition: WorkflowDefinition,
  command: Extract<Command, { type: 'updateGroup' | 'updateNote' }>,
): CommandOutcome {
  if (command.type === 'updateGroup') {
    const groups = patched(definition.layout?.groups ?? [], command.id, command.patch);
    return groups ? { ok: true, change: { groups } } : refuse('unknown_element');
  }
  const notes = patched(definition.layout?.notes ?? [], command.id, command.patch);
  return notes ? { ok: true, change: { notes } } : refuse('unknown_element');
}

function patched<T extends { id: string }>(
  list: readonly T[],
  id: string,
  patch: Partial<NoInfer<T>>,
): ElementChange<T>[] | null {
  const index = list.findIndex((element) => element.id === id);
  const before = list[index];
  return before ? [{ id, before, after: { ...before, ...patch }, index }] : null;
}

/** Shows containers without their bodies, or with them again. What is no more is forgotten. */
export function setCollapsed(
  { nodes, layout }: WorkflowDefinition,
  { nodeIds, collapsed }: Pick<Extract<Command, { type: 'setCollapsed' }>, 'nodeIds' | 'collapsed'>,
): Change {
  const before = layout?.collapsed ?? [];
  const there = new Set(nodes.map((node) => node.id));
  const kept = before.filter((id) => there.has(id) && !nodeIds.includes(id));
  const after = collapsed ? [...kept, ...nodeIds.filter((id) => there.has(id))] : kept;
  return after.length === before.length && after.every((id) => before.includes(id))
    ? {}
    : { collapsed: { before, after } };
}
