import { createHash } from 'node:crypto';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isJsonObject } from '#lib/shared/json.ts';

/**
 * SHA-256 (hex) of what a definition means: canonical JSON (RFC 8785's order of keys, nothing else of it) without
 * positions, notes and layout. Two definitions that run alike have one hash.
 */
export function definitionHash(definition: WorkflowDefinition): string {
  const { layout: _layout, nodes, ...rest } = definition;
  const meaning = { ...rest, nodes: nodes.map(({ position: _position, notes: _notes, ...node }) => node) };
  return createHash('sha256').update(canonicalJson(meaning)).digest('hex');
}

/** JSON with the keys of every object in code unit order. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}
