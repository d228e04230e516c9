import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import { assertNever } from '#lib/shared/assert-never.ts';
import { layoutPositions } from './auto-layout.ts';
import { aroundBodies, moveNodes, setParent } from './body-commands.ts';
import { applyChange, type Change, type ElementChange } from './change.ts';
import { pasteChange } from './clipboard.ts';
import { refuse, type Command, type CommandContext, type CommandOutcome } from './command.ts';
import { addNode, connect, deleteElements, setConfig } from './graph-commands.ts';
import { addToLayout, setCollapsed, updateInLayout } from './layout-commands.ts';
import { isValidKey, keysOf } from './node-keys.ts';
import { renameInConfig } from './rename-key.ts';

/** What a command would do to a definition, or why it is refused. Pure. */
export function applyCommand(
  definition: WorkflowDefinition,
  command: Command,
  context: CommandContext,
): CommandOutcome {
  switch (command.type) {
    case 'addNode':
      return aroundBodies(definition, addNode(definition, command, context), context);
    case 'moveNodes':
      return aroundBodies(definition, moveNodes(definition, command.moves, context), context);
    case 'setParent':
      return aroundBodies(definition, setParent(definition, command, context), context);
    case 'connect':
      return connect(definition, command, context);
    case 'disconnect':
      return accept(deleteElements(definition, [command.edgeId]));
    case 'deleteElements':
      return accept(deleteElements(definition, command.ids));
    case 'setConfig':
      return setConfig(definition, command, context);
    case 'renameNode':
      if (command.name.length > 200) return refuse('name_too_long');
      return updateNode(definition, command.nodeId, (node) => ({ ...node, name: command.name }));
    case 'renameKey':
      return renameKey(definition, command, context);
    case 'setDisabled':
      return accept(setDisabled(definition, command.nodeIds, command.disabled));
    case 'setCollapsed':
      return accept(setCollapsed(definition, command));
    case 'setPolicy':
      return updateNode(definition, command.nodeId, (node) => withOptional(node, 'policy', command.policy));
    case 'setNotes':
      return updateNode(definition, command.nodeId, (node) => withOptional(node, 'notes', command.notes || undefined));
    case 'paste':
      return aroundBodies(definition, paste(definition, command, context), context);
    case 'setSettings':
      return accept({ settings: { before: definition.settings, after: command.settings } });
    case 'autoLayout':
      return moveNodes(
        definition,
        [...layoutPositions(definition, context.describe)].map(([id, at]) => ({ id, ...at })),
        context,
      );
    case 'addGroup':
    case 'addNote':
      return addToLayout(definition, command);
    case 'updateGroup':
    case 'updateNote':
      return updateInLayout(definition, command);
    case 'replace':
      return accept({ whole: { before: definition, after: command.definition } });
    default:
      return assertNever(command);
  }
}

const accept = (change: Change): CommandOutcome => ({ ok: true, change });

/** A node without the field when the value is `undefined`, so that definitions stay as small as they were. */
function withOptional<K extends 'policy' | 'notes' | 'disabled'>(
  node: WorkflowNode,
  field: K,
  value: WorkflowNode[K],
): WorkflowNode {
  const { [field]: _, ...rest } = node;
  return (value === undefined ? rest : { ...rest, [field]: value }) as WorkflowNode;
}

function updateNode(
  definition: WorkflowDefinition,
  nodeId: string,
  update: (node: WorkflowNode) => WorkflowNode,
): CommandOutcome {
  const index = definition.nodes.findIndex((node) => node.id === nodeId);
  const before = definition.nodes[index];
  if (!before) return refuse('unknown_element');
  const after = update(before);
  return accept(isSame(before, after) ? {} : { nodes: [{ id: nodeId, before, after, index }] });
}

function isSame(before: WorkflowNode, after: WorkflowNode): boolean {
  return before.name === after.name && before.notes === after.notes && before.policy === after.policy;
}

function renameKey(
  definition: WorkflowDefinition,
  command: Extract<Command, { type: 'renameKey' }>,
  { describe }: CommandContext,
): CommandOutcome {
  const target = definition.nodes.find((node) => node.id === command.nodeId);
  if (!target) return refuse('unknown_element');
  if (target.key === command.key) return accept({});
  if (!isValidKey(command.key)) return refuse('key_invalid');
  if (keysOf(definition.nodes).has(command.key)) return refuse('key_taken');
  const renamed = new Map([[target.key, command.key]]);
  const nodes: ElementChange<WorkflowNode>[] = [];
  definition.nodes.forEach((before, index) => {
    const config = renameInConfig(before, describe, renamed);
    const key = before === target ? command.key : before.key;
    if (config === before.config && key === before.key) return;
    nodes.push({ id: before.id, before, after: { ...before, key, config }, index });
  });
  return accept({ nodes });
}

function setDisabled(definition: WorkflowDefinition, ids: readonly string[], disabled: boolean): Change {
  const wanted = new Set(ids);
  const nodes = definition.nodes.flatMap((before, index) =>
    wanted.has(before.id) && (before.disabled ?? false) !== disabled
      ? [{ id: before.id, before, after: withOptional(before, 'disabled', disabled || undefined), index }]
      : [],
  );
  return { nodes };
}

function paste(
  definition: WorkflowDefinition,
  command: Extract<Command, { type: 'paste' }>,
  context: CommandContext,
): CommandOutcome {
  if (definition.nodes.length + command.content.nodes.length > limits.nodes) return refuse('too_many_nodes');
  if (definition.edges.length + command.content.edges.length > limits.edges) return refuse('too_many_edges');
  const pasted = pasteChange(definition, command.content, context, command.at);
  return 'refusal' in pasted ? refuse(pasted.refusal) : { ok: true, change: pasted.change, select: pasted.ids };
}

/** The definition after a command, for callers that need no history (tests, previews). Throws on a refusal. */
export function runCommand(
  definition: WorkflowDefinition,
  command: Command,
  context: CommandContext,
): WorkflowDefinition {
  const outcome = applyCommand(definition, command, context);
  if (!outcome.ok) throw new Error(`Refused: ${outcome.code}`);
  return applyChange(definition, outcome.change);
}
