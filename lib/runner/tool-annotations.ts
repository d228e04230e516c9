import type { WorkflowPlan } from '#lib/engine/plan.ts';
import { reachedFrom } from '#lib/engine/start-plan.ts';
import { hasExpression } from '#lib/expressions/parse/template.ts';
import type { Effect } from '#lib/contracts/node-type.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import type { CompiledNode } from './compile-workflow.ts';

/** Hints about a tool's behaviour (MCP 2026-07-28, `ToolAnnotations`). */
export interface ToolAnnotations {
  title?: string | undefined;
  readOnlyHint?: boolean | undefined;
  destructiveHint?: boolean | undefined;
  idempotentHint?: boolean | undefined;
  openWorldHint?: boolean | undefined;
}

/**
 * What a tool may do, by the nodes that it can reach: never milder than the truth, because clients ask a person less for a tool
 * that only reads. A node whose effect depends on its config counts by what is written there; where a template decides, by the
 * worst that its type can do.
 */
export function derivedAnnotations(
  plan: WorkflowPlan,
  nodes: readonly CompiledNode[],
  trigger: number,
): ToolAnnotations {
  const reached = reachedFrom(plan, trigger);
  const used = nodes.filter(({ planned }) => reached[planned.index] === 1 && !planned.disabled);
  const effects = new Set(used.map(effectOf));
  const readOnly = !effects.has('write') && !effects.has('idempotent');
  return {
    readOnlyHint: readOnly,
    destructiveHint: !readOnly,
    idempotentHint: !effects.has('write'),
    openWorldHint: used.some(reachesOutside),
  };
}

/** Whether nothing that a trigger starts changes anything. */
export function changesNothing(plan: WorkflowPlan, nodes: readonly CompiledNode[], trigger: number): boolean {
  return derivedAnnotations(plan, nodes, trigger).readOnlyHint === true;
}

/** What a node may do at worst, as far as its config says it. */
export function effectOf(node: CompiledNode): Effect {
  const { node: written, description } = node.planned;
  // The callee may change at any time, and with it what it does.
  if (written.type === 'logic.workflow') return 'write';
  try {
    return node.effectOf(withoutTemplates(written.config));
  } catch {
    return description.effect;
  }
}

function withoutTemplates(config: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => typeof value !== 'string' || !hasExpression(value)),
  );
}

function reachesOutside({ planned }: CompiledNode): boolean {
  const { category } = planned.description;
  return category === 'integration' || category === 'ai' || planned.type === 'logic.workflow';
}

/**
 * Hints that the builder wrote stand; those that they left out are derived, and never contradict what they say of reading: a tool
 * that only reads destroys nothing.
 */
export function annotationsOf(written: unknown, derived: ToolAnnotations): ToolAnnotations {
  if (!isJsonObject(written)) return derived;
  const readOnly = written['readOnlyHint'];
  if (typeof readOnly !== 'boolean') return { ...derived, ...written };
  const idempotentHint = readOnly || derived.idempotentHint;
  return { ...derived, destructiveHint: !readOnly, idempotentHint, ...written };
}
