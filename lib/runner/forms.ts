import type { z } from 'zod';
import type { Definitions } from '#lib/catalog/definitions.ts';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { formInputSchema } from '#lib/engine/form-input-schema.ts';
import type { WorkflowPlan } from '#lib/engine/plan.ts';
import type { JsonSchemaCheck } from './json-schema.ts';
import { checker } from './tools.ts';

/** What a form asks and says, as its node has it; a draft's may be half filled in. */
export type FormConfig = Partial<z.output<Definitions['trigger.form']['config']>>;

/** A `trigger.form` of a version. */
export interface CompiledForm {
  readonly nodeIndex: number;
  readonly key: string;
  readonly config: FormConfig;
  /** Checks what was filled in and fills in the schema's defaults. With a broken schema everything is refused. */
  validateInput(value: unknown): JsonSchemaCheck;
}

/** The enabled forms of a plan. */
export function compileForms(plan: WorkflowPlan): CompiledForm[] {
  return plan.triggers
    .map((index) => plan.nodes[index]!)
    .filter((node) => node.type === 'trigger.form')
    .map(({ index, key, node }) => ({ nodeIndex: index, key, ...compileForm(node.config) }));
}

/** A form of its own, of a draft that is tried. */
export function compileForm(config: FormConfig): Pick<CompiledForm, 'config' | 'validateInput'> {
  const schema: JsonSchema = formInputSchema(config);
  return { config, validateInput: checker(schema, 'input') };
}
