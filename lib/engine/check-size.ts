import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';

/** Is the definition too large, or nested too deeply to walk through? Without recursion, so that depth cannot hurt it. */
export function checkSize(definition: WorkflowDefinition): Problem | null {
  let size = 0;
  let level: unknown[] = [definition];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.definitionDepth) return tooLarge(say('definition_too_deep', { limit: limits.definitionDepth }));
    const next: unknown[] = [];
    for (const value of level) {
      size += sizeOf(value);
      if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) next.push(member);
    }
    if (size > limits.definitionBytes)
      return tooLarge(say('definition_too_large', { mebibytes: limits.definitionBytes / 1024 / 1024 }));
    level = next;
  }
  return null;
}

/** Letters and signs that a value adds itself, its members left out: a lower bound of the bytes of its JSON text. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return value.length + 2;
  let size = 2;
  for (const key in value) size += key.length + 4;
  return size;
}

function tooLarge(said: Said): Problem {
  return { severity: 'error', code: 'limit_exceeded', path: '', ...hint(said, 'hint_split') };
}
