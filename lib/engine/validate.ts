import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { checkSize } from './check-size.ts';
import { planWorkflow } from './plan.ts';
import { validateCalls } from './validate-calls.ts';
import { validateContent } from './validate-content.ts';
import { validateConfig } from './validate-config.ts';
import { validateForms } from './validate-forms.ts';
import { validateGraph } from './validate-graph.ts';
import { validateInputsUsed } from './validate-inputs-used.ts';
import { validateOutputSchemas } from './validate-output-schema.ts';
import { validateQuestions } from './validate-questions.ts';
import { validateReferences } from './validate-references.ts';
import { validatePolicy } from './validate-policy.ts';
import { validatePrimitives } from './validate-primitives.ts';
import { validateSchedules } from './validate-schedules.ts';
import { validateWebhooks } from './validate-webhooks.ts';
import { validateTools } from './validate-tools.ts';
import { validateTypes } from './validate-types.ts';
import type { ValidationPorts } from './validation-ports.ts';

/**
 * Everything that is wrong with a definition, compile problems first, then by node. Errors refuse a deployment, warnings
 * do not. Pure; it runs nothing and reaches nothing.
 */
export function validateDefinition(
  definition: WorkflowDefinition,
  describe: DescribeNodeType,
  ports: ValidationPorts = {},
): Problem[] {
  const size = checkSize(definition);
  if (size) return [size];
  const planned = planWorkflow(definition, describe);
  const problems: Problem[] = planned.ok ? [] : [...planned.problems];
  const texts = definition.nodes.flatMap((node) => {
    const description = describe(node.type, node.version);
    if (!description) return [];
    problems.push(...validatePolicy(node, description));
    return validateConfig(node, description, ports, problems);
  });
  problems.push(...validateTools(definition, describe), ...validateContent(definition));
  problems.push(...validatePrimitives(definition));
  problems.push(...validateCalls(definition, ports));
  problems.push(...validateSchedules(definition, ports), ...validateWebhooks(definition, ports));
  problems.push(...validateForms(definition), ...validateQuestions(definition));
  problems.push(...validateReferences(definition, planned.ok ? planned.plan : null, texts, ports));
  if (planned.ok) {
    const { plan } = planned;
    problems.push(...validateTypes(plan, texts), ...validateGraph(plan));
    problems.push(...validateInputsUsed(plan, texts), ...validateOutputSchemas(plan));
  }
  return problems;
}
