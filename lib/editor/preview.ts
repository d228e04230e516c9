import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { compileTemplate, type Scope } from '#lib/expressions/evaluate/compile.ts';
import { ExpressionError } from '#lib/expressions/evaluate/expression-error.ts';
import { toJson } from '#lib/expressions/evaluate/to-json.ts';
import { parseTemplate } from '#lib/expressions/parse/template.ts';
import type { Params } from '#lib/shared/fill-text.ts';
import type { Said } from '#lib/shared/say.ts';
import { loopsAround, upstreamIn } from './loop-scope.ts';
import type { RunView } from './run-view.ts';
import type { EditorVariables } from './variables.ts';

/** What a template gives with the data of the last try. `plain`: there is no expression in it. */
export type TemplatePreview =
  { kind: 'plain' } | { kind: 'noData' } | { kind: 'value'; text: string } | ({ kind: 'error' } & PreviewError);

interface PreviewError {
  message: string;
  params?: Params;
}

const longest = 300;

/** The values that the names of an expression in this node had in the last try; `null` if there was none. */
export function previewScope(
  definition: WorkflowDefinition,
  nodeId: string,
  run: RunView | null,
  variables: EditorVariables | null = null,
): Scope | null {
  if (!run || (run.steps.size === 0 && run.input === null)) return null;
  const upstream = upstreamIn(definition, nodeId);
  const steps: Record<string, unknown> = {};
  const keys = new Set<string>();
  let now = 0;
  for (const node of definition.nodes) {
    if (!upstream.has(node.id)) continue;
    keys.add(node.key);
    const step = run.steps.get(node.id);
    if (step?.status === 'success') steps[node.key] = step.output;
    else if (step?.handled) steps[node.key] = { error: step.error };
    if (step?.startedAt) now = Math.max(now, Date.parse(step.startedAt));
  }
  return {
    input: run.input,
    steps,
    vars: variables?.values ?? {},
    ...loopNames(definition, nodeId, run, variables),
    run: {
      id: run.executionId,
      workflowId: '',
      version: null,
      trigger: '',
      startedAt: new Date(now).toISOString(),
      caller: null,
    },
    now,
    upstream: (key) => keys.has(key),
  };
}

/** An item of a loop in the last try, by the loop's key. */
export type LoopEntries = Record<string, { item: unknown; index: number }>;

/**
 * The items that the loops around a node were at when it was last seen: of each loop's list the one of the last
 * recorded step, else the first. A list that cannot be reckoned is left out.
 */
export function loopEntries(
  definition: WorkflowDefinition,
  nodeId: string,
  run: RunView | null,
  variables: EditorVariables | null = null,
): LoopEntries {
  const entries: LoopEntries = {};
  loopsAround(definition, nodeId).forEach((loop, depth) => {
    const { items } = loop.config;
    const scope = typeof items === 'string' ? previewScope(definition, loop.id, run, variables) : null;
    const list = scope ? valueOf(items as string, scope) : items;
    if (!Array.isArray(list) || list.length === 0) return;
    const index = Math.min(seenIndex(definition, loop, depth, run), list.length - 1);
    entries[loop.key] = { item: list[index], index };
  });
  return entries;
}

function loopNames(...source: Parameters<typeof loopEntries>): Partial<Scope> {
  const loops = loopEntries(...source);
  const innermost = loopsAround(source[0], source[1]).at(-1);
  const entry = innermost && loops[innermost.key];
  return innermost ? { loops, ...entry } : {};
}

/** The number of the item that was recorded last in a loop's body. */
function seenIndex({ nodes }: WorkflowDefinition, loop: WorkflowNode, depth: number, run: RunView | null): number {
  for (const node of nodes) {
    const index = node.parentId === loop.id ? run?.steps.get(node.id)?.iteration?.[depth] : undefined;
    if (index !== undefined) return index;
  }
  return 0;
}

function valueOf(text: string, scope: Scope): unknown {
  const parsed = parseTemplate(text);
  if (!parsed.ok || parsed.template.kind === 'text') return undefined;
  try {
    return compileTemplate(parsed.template).evaluate(scope);
  } catch {
    return undefined;
  }
}

/** Evaluates a field's text; a value that JSON cannot hold, and every fault, is an error with its message. */
export function previewTemplate(text: string, scope: Scope | null): TemplatePreview {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return { kind: 'error', ...errorOf(parsed.error.said) };
  if (parsed.template.kind === 'text') return { kind: 'plain' };
  if (!scope) return { kind: 'noData' };
  try {
    const value = compileTemplate(parsed.template).evaluate(scope);
    const shown = value === undefined ? 'undefined' : JSON.stringify(toJson(value));
    return { kind: 'value', text: shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown };
  } catch (error) {
    return { kind: 'error', ...(error instanceof ExpressionError ? errorOf(error.said) : { message: String(error) }) };
  }
}

/** A preview has one line: no room for hints. */
function errorOf({ message, params: { hint: _hint, ...params } }: Said): PreviewError {
  return { message, params };
}
