import { isJsonObject } from '#lib/shared/json.ts';
import type { ToolSource } from './served-version.ts';

/**
 * Of the arguments of somebody unknown, those that the tool's schema speaks of: what nobody declared reaches no expression. A schema
 * that takes others by a word of its own (`additionalProperties`, a pattern, a combination) has declared them.
 */
export function declaredArguments({ inputSchema }: Pick<ToolSource, 'inputSchema'>, given: unknown): unknown {
  if (!isJsonObject(given) || OPENING.some((word) => inputSchema[word] !== undefined)) return given;
  const { properties } = inputSchema;
  const declared = isJsonObject(properties) ? properties : {};
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(declared, name)));
}

const OPENING = ['additionalProperties', 'patternProperties', '$ref', 'allOf', 'anyOf', 'oneOf', 'if'] as const;
