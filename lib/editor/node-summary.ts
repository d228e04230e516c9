import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { isJsonObject } from '#lib/shared/json.ts';

const longest = 80;

/** The card's second line: the type's `summary` with `{path}` places filled from the real settings; else the title. */
export function nodeSummary(type: NodeTypeDescription | undefined, config: WorkflowNode['config']): string {
  if (!type?.summary) return type?.title ?? '';
  const text = type.summary.replace(/\{([\w.]+)\}/g, (_, path: string) => shortText(valueAt(config, path)));
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? type.title : line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((current, part) => (isJsonObject(current) ? current[part] : undefined), value);
}

function shortText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return String(value.length);
  if (typeof value === 'object') return Object.keys(value).join(', ');
  return String(value);
}
