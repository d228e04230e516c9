import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import type { Definitions } from '#lib/catalog/definitions.ts';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { PlannedNode, WorkflowPlan } from '#lib/engine/plan.ts';
import type { CompiledNode } from './compile-workflow.ts';
import { compileJsonSchema, type JsonSchemaCheck } from './json-schema.ts';
import { annotationsOf, derivedAnnotations, type ToolAnnotations } from './tool-annotations.ts';

type ToolConfig = z.output<Definitions['trigger.tool']['config']>;

/** A `trigger.tool` of a version, as the MCP server and the REST API need it. */
export interface CompiledTool {
  readonly nodeIndex: number;
  /** The trigger's key. */
  readonly key: string;
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
  readonly annotations: ToolAnnotations;
  readonly icons?: NonNullable<ToolConfig['icons']>;
  readonly tasks?: NonNullable<ToolConfig['tasks']>;
  /** Checks arguments and fills in the schema's defaults. With a broken schema every input is refused, and says so. */
  validateInput(value: unknown): JsonSchemaCheck;
  /** Checks a result against `outputSchema`; without one, anything is right. */
  validateOutput(value: unknown): JsonSchemaCheck;
}

/** The enabled tools of a plan, in the order of `nodes`. A draft's half-filled fields get harmless values. */
export function compileTools(plan: WorkflowPlan, nodes: readonly CompiledNode[]): CompiledTool[] {
  return plan.triggers
    .map((index) => plan.nodes[index]!)
    .filter((node) => node.type === 'trigger.tool')
    .map((node) => compileTool(node, derivedAnnotations(plan, nodes, node.index)));
}

function compileTool(planned: PlannedNode, derived: ToolAnnotations): CompiledTool {
  const config = planned.node.config as Partial<ToolConfig>;
  const inputSchema = config.inputSchema ?? { type: 'object' };
  const { outputSchema } = config;
  return {
    nodeIndex: planned.index,
    key: planned.key,
    name: typeof config.name === 'string' ? config.name : '',
    description: typeof config.description === 'string' ? config.description : '',
    inputSchema,
    ...(typeof config.title === 'string' && { title: config.title }),
    ...(outputSchema !== undefined && { outputSchema }),
    annotations: annotationsOf(config.annotations, derived),
    ...(config.icons && { icons: config.icons }),
    ...(config.tasks && { tasks: config.tasks }),
    validateInput: checker(inputSchema, 'input'),
    validateOutput: outputSchema ? checker(outputSchema, 'output') : (value) => ({ ok: true, value }),
  };
}

/**
 * A check by a schema, which is compiled when it is first used: a version with hundreds of tools is loaded at once, and each
 * of them delays its own first call only. A broken schema refuses everything, and says so.
 */
export function checker(schema: JsonSchema, what: string): (value: unknown) => JsonSchemaCheck {
  let check: ((value: unknown) => JsonSchemaCheck) | null = null;
  return (value) => (check ??= compiledCheck(schema, what))(value);
}

function compiledCheck(schema: JsonSchema, what: string): (value: unknown) => JsonSchemaCheck {
  const compiled = compileJsonSchema(schema);
  if (compiled.ok) return (value) => compiled.schema.check(value);
  const said = say('schema_broken', { schema: what, error: compiled.message });
  return () => ({ ok: false, errors: [{ path: '', code: 'schema_invalid', ...said }] });
}
