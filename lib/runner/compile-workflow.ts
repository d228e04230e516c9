import type { NodeCatalog, NodeImplementation } from '#lib/catalog/executors.ts';
import { retryPolicySchema, type RetryPolicy, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Effect } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { planWorkflow, type Level, type PlannedNode, type WorkflowPlan } from '#lib/engine/plan.ts';
import { bodyPlanOf, type StartPlan } from '#lib/engine/start-plan.ts';
import { upstreamOf } from '#lib/engine/upstream.ts';
import type { ParsedExpression } from '#lib/expressions/parse/template.ts';
import { referencesOf } from '#lib/expressions/parse/references.ts';
import type { AnyNodeExecutor, NodeContext, NodeResult } from '#lib/kit/node-executor.ts';
import { compileConfig, type CompiledConfig } from './compile-config.ts';
import { editedConfig } from './edited-config.ts';
import type { JsonSchemaCheck } from './json-schema.ts';
import { compileForms, type CompiledForm } from './forms.ts';
import { compilePrompts, type CompiledPrompt } from './prompts.ts';
import { compileResources, type CompiledResource } from './resources.ts';
import { compileTools, type CompiledTool } from './tools.ts';

/** A node with everything that running it needs, made once for each version. */
export interface CompiledNode {
  readonly planned: PlannedNode;
  readonly config: CompiledConfig;
  /** The config as a person edited it for a retry (`edited-config.ts`). */
  edited(input: Readonly<Record<string, unknown>>): CompiledConfig;
  readonly retry: RetryPolicy | null;
  execute(context: NodeContext, config: unknown): NodeResult | Promise<NodeResult>;
  effectOf(config: unknown): Effect;
  /** The time limit of one attempt, in ms. */
  timeoutOf(config: unknown): number;
  /** Is a key that of a step before this node? */
  isUpstream(key: string): boolean;
  /** Keys of the steps before this node, in the order of `nodes`. */
  upstreamKeys(): readonly string[];
  /** Do its expressions name only such keys, plainly? Then they may look into the outputs of all steps. */
  readonly namesOnlyUpstream: boolean;
}

/** The top level, or the body of a loop, with what running it needs. */
export interface CompiledLevel {
  readonly level: Level;
  /** By place in the level. */
  readonly nodes: readonly CompiledNode[];
  /** Of a body: how each item starts. */
  readonly start: StartPlan | null;
  /** Keys of steps outside that expressions inside name. */
  readonly outerKeys: readonly string[];
}

/** A version ready to run: immutable, shared by all its runs. */
export interface CompiledWorkflow {
  readonly definition: WorkflowDefinition;
  readonly plan: WorkflowPlan;
  readonly nodes: readonly CompiledNode[];
  /** As in `plan.levels`. */
  readonly levels: readonly CompiledLevel[];
  readonly tools: readonly CompiledTool[];
  readonly prompts: readonly CompiledPrompt[];
  readonly resources: readonly CompiledResource[];
  readonly forms: readonly CompiledForm[];
}

export type CompileWorkflowResult = { ok: true; workflow: CompiledWorkflow } | { ok: false; problems: Problem[] };

/**
 * Plans a definition, parses and compiles its templates, finds executors and compiles the tools' schemas. Fails only for
 * what `planWorkflow` refuses; any other fault fails its step. Keep the result for as long as the version is used.
 */
export function compileWorkflow(definition: WorkflowDefinition, catalog: NodeCatalog): CompileWorkflowResult {
  const planned = planWorkflow(definition, (type, version) => catalog.describe(type, version));
  if (!planned.ok) return planned;
  const { plan } = planned;
  const nodes = plan.nodes.map((node) =>
    compileNode(plan, node, catalog.implementation(node.type, node.node.version)!),
  );
  const levels = plan.levels.map((level, index) => compileLevel(plan, level, index, nodes));
  const tools = compileTools(plan, nodes);
  const [prompts, resources, forms] = [compilePrompts(plan, nodes), compileResources(plan, nodes), compileForms(plan)];
  return { ok: true, workflow: { definition, plan, nodes, levels, tools, prompts, resources, forms } };
}

function compileLevel(plan: WorkflowPlan, level: Level, index: number, nodes: readonly CompiledNode[]): CompiledLevel {
  const isInside = (node: PlannedNode): boolean => {
    for (let at: PlannedNode | undefined = node; at; at = plan.nodes[at.parent]) if (at.level === index) return true;
    return false;
  };
  const outer = new Set<string>();
  if (index > 0) {
    for (const node of nodes.filter(({ planned }) => isInside(planned))) {
      for (const key of stepKeysIn(node.config.expressions)) {
        const named = plan.indexOfKey.get(key);
        if (named !== undefined && !isInside(plan.nodes[named]!)) outer.add(key);
      }
    }
  }
  return {
    level,
    nodes: level.nodes.map(({ planned }) => nodes[planned.index]!),
    start: index > 0 ? bodyPlanOf(plan, index) : null,
    outerKeys: [...outer],
  };
}

/** Checks the input of a run that a trigger starts. Triggers without a schema take anything. */
export function validateTriggerInput(workflow: CompiledWorkflow, trigger: number, input: unknown): JsonSchemaCheck {
  const { tools, prompts, resources, forms } = workflow;
  const checked = [...tools, ...prompts, ...resources, ...forms].find((one) => one.nodeIndex === trigger);
  return checked ? checked.validateInput(input) : { ok: true, value: input };
}

function compileNode(
  plan: WorkflowPlan,
  planned: PlannedNode,
  { definition, description, execute }: NodeImplementation,
): CompiledNode {
  const upstream = upstreamOf(plan);
  const config = compileConfig(planned.node.config, definition, description);
  const policyTimeoutMs = description.policy.timeout ? (planned.node.policy?.timeoutMs ?? null) : null;
  const run = execute as (context: NodeContext, config: unknown) => NodeResult | Promise<NodeResult>;
  const isUpstream = (key: string): boolean => {
    const other = plan.indexOfKey.get(key);
    return other !== undefined && upstream.has(planned.index, other);
  };
  let keys: string[] | null = null;
  return {
    planned,
    config,
    edited: (input) => compileConfig(editedConfig(input, planned.node.config, description), definition, description),
    retry:
      description.policy.retry && planned.node.policy?.retry
        ? retryPolicySchema.parse(planned.node.policy.retry)
        : null,
    execute: run satisfies AnyNodeExecutor,
    effectOf: definition.effectOf ? (resolved) => definition.effectOf!(resolved as never) : () => definition.effect,
    timeoutOf(resolved) {
      const asked = definition.timeoutOf?.(resolved as never);
      if (asked === undefined) return policyTimeoutMs ?? limits.nodeTimeoutDefaultMs;
      return Math.min(asked, policyTimeoutMs ?? asked);
    },
    isUpstream,
    upstreamKeys: () =>
      (keys ??= plan.nodes.filter((node) => upstream.has(planned.index, node.index)).map((node) => node.key)),
    namesOnlyUpstream: namesOnlyUpstream(config.expressions, isUpstream),
  };
}

function namesOnlyUpstream(expressions: readonly ParsedExpression[], isUpstream: (key: string) => boolean): boolean {
  return firstMembersOfSteps(expressions).every((key) => typeof key === 'string' && isUpstream(key));
}

function stepKeysIn(expressions: readonly ParsedExpression[]): string[] {
  return firstMembersOfSteps(expressions).filter((key) => typeof key === 'string');
}

function firstMembersOfSteps(expressions: readonly ParsedExpression[]): (string | number | null | undefined)[] {
  return expressions
    .flatMap((expression) => referencesOf(expression))
    .filter((reference) => reference.root === 'steps')
    .map(({ path: [key] }) => key);
}
