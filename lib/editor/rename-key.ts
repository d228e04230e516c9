import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import { renameStep } from '#lib/expressions/parse/references.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { mapTexts } from './rewrite-texts.ts';

/**
 * A node's config after another node's key changed. Templates are rewritten through the expression parser, code by its
 * member accesses on `steps`; literal fields (schemas, ids) are left alone. Without a change the same object returns.
 */
export function renameInConfig(
  node: WorkflowNode,
  describe: DescribeNodeType,
  renamed: ReadonlyMap<string, string>,
): WorkflowNode['config'] {
  const properties = describe(node.type, node.version)?.configSchema.properties;
  let changed = false;
  const entries = Object.entries(node.config).map(([field, value]) => {
    const next = renameInField(isJsonObject(properties) ? properties[field] : undefined, value, renamed);
    changed ||= next !== value;
    return [field, next] as const;
  });
  return changed ? Object.fromEntries(entries) : node.config;
}

function renameInField(schema: unknown, value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  const hints = isJsonObject(schema) ? schema : {};
  if (hints['x-control'] === 'code') {
    return typeof value === 'string' ? renameAll(value, renamed, renameInCode) : value;
  }
  if (hints['x-literal'] === true) return value;
  return mapTexts(value, (text) => renameAll(text, renamed, renameStep));
}

type Rename = (text: string, from: string, to: string) => string;

/** Several renames at once, through names that nobody has, so that `a -> b` beside `b -> c` does not end in `c` twice. */
function renameAll(text: string, renamed: ReadonlyMap<string, string>, rename: Rename): string {
  if (!text.includes('steps')) return text;
  let result = text;
  const second: [string, string][] = [];
  for (const [from, to] of renamed) {
    const between = `renaming_${second.length}_${to}`;
    const next = rename(result, from, renamed.size === 1 ? to : between);
    if (next !== result && renamed.size > 1) second.push([between, to]);
    result = next;
  }
  for (const [from, to] of second) result = rename(result, from, to);
  return result;
}

/** `steps.from`, `steps?.from`, `steps["from"]` in JavaScript code. Keys are plain words, so no escaping is needed. */
export function renameInCode(code: string, from: string, to: string): string {
  return code
    .replace(new RegExp(`(?<![\\w$.])(steps\\s*(?:\\?\\.|\\.)\\s*)${from}(?![\\w$])`, 'g'), `$1${to}`)
    .replace(new RegExp(`(?<![\\w$.])(steps\\s*(?:\\?\\.)?\\[\\s*)(['"\`])${from}\\2(\\s*\\])`, 'g'), `$1$2${to}$2$3`);
}
