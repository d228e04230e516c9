import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { formSchema } from '#lib/contracts/form-schema.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { isJsonObject, type JsonObject } from '#lib/shared/json.ts';
import { hint, say } from '#lib/shared/say.ts';

const asks: ReadonlyMap<string, Problem['severity']> = new Map([
  ['human.input', 'warning'],
  ['human.approval', 'warning'],
  ['client.ask', 'error'],
]);

/** Questions with a form that no client of MCP can show: people are asked in the app alone, a client not at all. */
export function validateQuestions(definition: WorkflowDefinition): Problem[] {
  return definition.nodes.flatMap((node) => {
    const severity = asks.get(node.type);
    return severity === undefined || node.disabled === true ? [] : checkForm(node, severity);
  });
}

function checkForm(node: WorkflowNode, severity: Problem['severity']): Problem[] {
  const { schema, ask } = node.config;
  if (!isJsonObject(schema) || (node.type === 'client.ask' && ask !== 'form')) return [];
  if (formSchema(schema as JsonObject)) return [];
  const said = hint(say('question_form_nested', { node: node.key }), 'hint_question_form');
  return [{ severity, code: 'question_form_nested', nodeId: node.id, path: '/schema', ...said }];
}
