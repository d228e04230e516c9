import { nodeTypeDescriptions } from '#lib/catalog/definitions.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Page } from '#lib/db/cursor.ts';

/** The node catalogue, in the palette's order. */
export function listNodeTypes(): Page<NodeTypeDescription> {
  return { items: [...nodeTypeDescriptions], nextCursor: null };
}
