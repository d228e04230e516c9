import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { isJsonObject } from '#lib/shared/json.ts';

const longest = 80;

/**
 * The card's second line: the type's `summary` with `{path}` places filled from the real settings, else the value of
 * its first setting; empty if there is nothing to say.
 */
export function nodeSummary(type: NodeTypeDescription | undefined, config: WorkflowNode['config']): string {
  if (!type) return '';
  const text = type.summary
    ? type.summary.replace(/\{([\w.]+)\}/g, (_, path: string) => settingText(type, path, config))
    : firstSetting(type, config);
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

function firstSetting(type: NodeTypeDescription, config: WorkflowNode['config']): string {
  const names = isJsonObject(type.configSchema.properties) ? Object.keys(type.configSchema.properties) : [];
  const value = names.map((name) => config[name]).find((candidate) => candidate !== undefined && candidate !== '');
  if (value === undefined) return '';
  if (typeof value === 'string') return value.slice(0, 1_000);
  if (Array.isArray(value) && value.every((entry) => isJsonObject(entry) && typeof entry.name === 'string')) {
    return value.map((entry: { name: string }) => entry.name).join(', ');
  }
  const text = JSON.stringify(value).slice(0, 1_000);
  return text === '{}' || text === '[]' ? '' : text;
}

/** A setting as text: an option by its label. */
function settingText(type: NodeTypeDescription, path: string, config: WorkflowNode['config']): string {
  const value = valueAt(config, path);
  const label = typeof value === 'string' && valueAt(type.configSchema.properties, `${path}.x-options.${value}`);
  return typeof label === 'string' ? label : shortText(value);
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
