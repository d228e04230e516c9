import { z } from 'zod';
import { workflowEdgeSchema, workflowNodeSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Change } from './change.ts';
import { parentRefusal } from './body-commands.ts';
import type { CommandContext, Position, RefusalCode } from './command.ts';
import { containerAt, containerBoxes, withBodies } from './containers.ts';
import { keysOf, uniqueKey } from './node-keys.ts';
import { renameInConfig } from './rename-key.ts';

/** What is on the clipboard: plain JSON text, so that it crosses tabs, windows and chat messages. */
const clipboardSchema = z.strictObject({
  format: z.literal('toolwright.clipboard'),
  formatVersion: z.literal(1),
  nodes: z.array(workflowNodeSchema).min(1).max(2_000),
  edges: z.array(workflowEdgeSchema).max(5_000),
});
export type ClipboardContent = z.infer<typeof clipboardSchema>;

/** The selected nodes with their bodies, and the edges between them, as clipboard text; `null` if no node is selected. */
export function copyToText(definition: WorkflowDefinition, ids: ReadonlySet<string>): string | null {
  const content = copyElements(definition, ids);
  return content ? JSON.stringify(content, null, 2) : null;
}

export function copyElements(definition: WorkflowDefinition, ids: ReadonlySet<string>): ClipboardContent | null {
  const wanted = withBodies(definition, ids);
  const nodes = definition.nodes.filter((node) => wanted.has(node.id));
  if (nodes.length === 0) return null;
  const edges = definition.edges.filter((edge) => wanted.has(edge.source.node) && wanted.has(edge.target.node));
  return { format: 'toolwright.clipboard', formatVersion: 1, nodes, edges };
}

/** Reads clipboard text; `null` if it is anything else. */
export function parseClipboard(text: string): ClipboardContent | null {
  try {
    return clipboardSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Puts copies beside (or at a place in) the definition: new ids, free keys, inner expressions follow the new keys. What
 * lies in no copied container goes into the one at that place, or stays in its own.
 */
export function pasteChange(
  definition: WorkflowDefinition,
  content: ClipboardContent,
  context: CommandContext,
  at?: Position,
): { change: Change; ids: string[] } | { refusal: RefusalCode } {
  const taken = keysOf(definition.nodes);
  const ids = new Map<string, string>();
  const renamed = new Map<string, string>();
  for (const node of content.nodes) {
    ids.set(node.id, context.newId());
    const key = uniqueKey(node.key, taken);
    taken.add(key);
    if (key !== node.key) renamed.set(node.key, key);
  }
  const offset = offsetOf(content, at);
  const outer = outerParents(definition, content, context.describe, at);
  const nodes = content.nodes.map((node, place) => {
    const key = renamed.get(node.key) ?? node.key;
    const parentId = (node.parentId && ids.get(node.parentId)) ?? outer.get(node.id) ?? undefined;
    const { parentId: _, ...copied } = node;
    return {
      id: ids.get(node.id)!,
      before: null,
      after: {
        ...copied,
        id: ids.get(node.id)!,
        key,
        ...(parentId !== undefined && { parentId }),
        position: { x: node.position.x + offset.x, y: node.position.y + offset.y },
        config: renameInConfig(node, context.describe, renamed),
      },
      index: definition.nodes.length + place,
    };
  });
  const after = { ...definition, nodes: [...definition.nodes, ...nodes.map((entry) => entry.after)] };
  for (const { after: node } of nodes) {
    const refusal = parentRefusal(after, node, node.parentId ?? null, context.describe);
    if (refusal) return { refusal };
  }
  const edges = content.edges
    .filter((edge) => ids.has(edge.source.node) && ids.has(edge.target.node))
    .map((edge, place) => {
      const id = context.newId();
      const source = { ...edge.source, node: ids.get(edge.source.node)! };
      const target = { ...edge.target, node: ids.get(edge.target.node)! };
      return { id, before: null, after: { id, source, target }, index: definition.edges.length + place };
    });
  return { change: { nodes, edges }, ids: nodes.map((node) => node.id) };
}

/** The container that takes what lies in no copied one: that at the place, or its own. */
function outerParents(
  definition: WorkflowDefinition,
  { nodes }: ClipboardContent,
  describe: CommandContext['describe'],
  at: Position | undefined,
): Map<string, string | null> {
  const there = new Set(definition.nodes.map((node) => node.id));
  const target = at ? containerAt(definition, containerBoxes(definition, describe), at) : null;
  return new Map(
    nodes.map((node) => [node.id, at ? target : node.parentId && there.has(node.parentId) ? node.parentId : null]),
  );
}

function offsetOf(content: ClipboardContent, at: Position | undefined): Position {
  if (!at) return { x: 40, y: 40 };
  const left = Math.min(...content.nodes.map((node) => node.position.x));
  const top = Math.min(...content.nodes.map((node) => node.position.y));
  return { x: at.x - left, y: at.y - top };
}
