import { say, type Said } from '#lib/shared/say.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { encodeJson } from '#lib/db/bytes.ts';

/**
 * The bytes to store of a definition.
 *
 * @throws {AppError} `invalid` if it is larger or deeper than allowed (counts of nodes and edges are the schema's).
 */
export function storableDefinition(definition: WorkflowDefinition): Uint8Array<ArrayBuffer> {
  if (depthOf(definition, limits.definitionDepth + 1) > limits.definitionDepth) {
    throw overLimit(say('definition_nested', { limit: limits.definitionDepth }));
  }
  const bytes = encodeJson(definition);
  if (bytes.length > limits.definitionBytes) {
    throw overLimit(say('definition_bytes', { count: bytes.length, limit: limits.definitionBytes }));
  }
  return bytes;
}

function overLimit(said: Said): AppError {
  return new AppError('invalid', said, { errors: [{ path: '/definition', code: 'limit_exceeded', ...said }] });
}

/** How deep lists and objects are nested; stops counting at `most`, and so never recurses deeper. */
function depthOf(value: unknown, most: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (most === 0) return 1;
  let deepest = 0;
  for (const member of Object.values(value)) deepest = Math.max(deepest, depthOf(member, most - 1));
  return deepest + 1;
}
