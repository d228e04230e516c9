import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Position } from './command.ts';
import { keyFromTitle, keysOf, uniqueKey } from './node-keys.ts';

/** A fresh node of a type with a free key. It is named by the type's title, in the reader's language; its key is English. */
export function newNode(
  type: NodeTypeDescription & { englishTitle?: string },
  definition: WorkflowDefinition,
  options: { id: string; position: Position; parentId?: string | null },
): WorkflowNode {
  return {
    id: options.id,
    key: uniqueKey(keyFromTitle(type.englishTitle ?? type.title), keysOf(definition.nodes)),
    type: type.type,
    version: type.version,
    name: type.title,
    position: { x: Math.round(options.position.x), y: Math.round(options.position.y) },
    ...(options.parentId != null && { parentId: options.parentId }),
    config: { ...structuredClone(type.defaults), ...drawn(type) },
  };
}

/** Values that nobody can guess, for the fields that want one. */
function drawn({ configSchema }: NodeTypeDescription): Record<string, string> {
  const properties = (configSchema['properties'] ?? {}) as Record<string, Record<string, unknown>>;
  const wanted = Object.keys(properties).filter((name) => properties[name]?.['x-generate'] === 'random');
  return Object.fromEntries(wanted.map((name) => [name, crypto.randomUUID()]));
}

/** Node types that match a search, best first: title, then type and keywords, then description. */
export function searchNodeTypes(types: readonly NodeTypeDescription[], query: string): NodeTypeDescription[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...types];
  const score = (type: NodeTypeDescription): number => {
    const title = type.title.toLowerCase();
    const near = `${type.type} ${type.keywords.join(' ')} ${type.category}`.toLowerCase();
    const far = type.description.toLowerCase();
    let sum = 0;
    for (const word of words) {
      if (title.startsWith(word)) sum += 5;
      else if (title.includes(word)) sum += 4;
      else if (near.includes(word)) sum += 2;
      else if (far.includes(word)) sum += 1;
      else return 0;
    }
    return sum;
  };
  return types
    .map((type) => ({ type, score: score(type) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((entry) => entry.type);
}
