import type { z } from 'zod';
import type { Definitions } from '#lib/catalog/definitions.ts';
import type { PlannedNode, WorkflowPlan } from '#lib/engine/plan.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import type { CompiledNode } from './compile-workflow.ts';
import type { JsonSchemaCheck } from './json-schema.ts';
import { changesNothing } from './tool-annotations.ts';
import { checker } from './tools.ts';
import { offered, suggestionsOf, type OfferedValues } from './offered-values.ts';

type PromptConfig = z.output<Definitions['trigger.prompt']['config']>;
type Argument = PromptConfig['arguments'][number];

/** A `trigger.prompt` of a version, as the MCP server and the REST API need it. */
export interface CompiledPrompt {
  readonly nodeIndex: number;
  /** The trigger's key. */
  readonly key: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** Whether nothing that it runs changes anything. */
  readonly readOnly: boolean;
  readonly arguments: readonly { name: string; description?: string; required: boolean }[];
  readonly icons?: NonNullable<PromptConfig['icons']>;
  validateInput(value: unknown): JsonSchemaCheck;
  /** Values for an argument of that name; none for one that the prompt does not have. */
  complete(argument: string, typed: string): OfferedValues;
}

/** The enabled prompts of a plan, in the order of `nodes`. */
export function compilePrompts(plan: WorkflowPlan, nodes: readonly CompiledNode[]): CompiledPrompt[] {
  return plan.triggers
    .map((index) => plan.nodes[index]!)
    .filter((node) => node.type === 'trigger.prompt')
    .map((node) => compilePrompt(node, changesNothing(plan, nodes, node.index)));
}

function compilePrompt(planned: PlannedNode, readOnly: boolean): CompiledPrompt {
  const config = planned.node.config as Partial<PromptConfig>;
  const listed: unknown[] = Array.isArray(config.arguments) ? config.arguments : [];
  const given = listed.filter((one): one is Argument => isJsonObject(one) && typeof one['name'] === 'string');
  const input = {
    type: 'object',
    properties: Object.fromEntries(given.map(({ name }) => [name, { type: 'string' }])),
    required: [...new Set(given.filter(({ required }) => required === true).map(({ name }) => name))],
    additionalProperties: false,
  };
  const check = checker(input, 'input');
  const suggestions = new Map(given.map((one) => [one.name, suggestionsOf(one.suggestions)]));
  return {
    nodeIndex: planned.index,
    key: planned.key,
    name: typeof config.name === 'string' ? config.name : '',
    ...(config.title !== undefined && { title: config.title }),
    ...(config.description && { description: config.description }),
    readOnly,
    arguments: given.map(({ name, description, required }) => ({
      name,
      ...(description && { description }),
      required: required === true,
    })),
    ...(config.icons && { icons: config.icons }),
    validateInput: (value) => check(value ?? {}),
    complete: (argument, typed) => offered(suggestions.get(argument) ?? [], typed),
  };
}
