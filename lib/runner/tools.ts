import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import type { Definitions } from '#lib/catalog/definitions.ts';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { PlannedNode, WorkflowPlan } from '#lib/engine/plan.ts';
import type { CompiledNode } from './compile-workflow.ts';
import { compileJsonSchema, type CompileResult, type JsonSchemaCheck } from './json-schema.ts';
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
  const input = compileJsonSchema(inputSchema);
  const output = config.outputSchema === undefined ? null : compileJsonSchema(config.outputSchema);
  return {
    nodeIndex: planned.index,
    key: planned.key,
    name: typeof config.name === 'string' ? config.name : '',
    description: typeof config.description === 'string' ? config.description : '',
    inputSchema,
    ...(typeof config.title === 'string' && { title: config.title }),
    ...(config.outputSchema !== undefined && { outputSchema: config.outputSchema }),
    annotations: annotationsOf(config.annotations, derived),
    ...(config.icons && { icons: config.icons }),
    validateInput: checker(input, 'input'),
    validateOutput: output ? checker(output, 'output') : (value) => ({ ok: true, value }),
  };
}

/** A check by a schema; one by a broken schema refuses everything, and says so. */
export function checker(compiled: CompileResult, what: string): (value: unknown) => JsonSchemaCheck {
  if (compiled.ok) return (value) => compiled.schema.check(value);
  const said = say('schema_broken', { schema: what, error: compiled.message });
  return () => ({ ok: false, errors: [{ path: '', code: 'schema_invalid', ...said }] });
}
