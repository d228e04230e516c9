import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { fieldsFromSchema, isPlainField } from '#lib/contracts/schema-fields.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { SUBMITTED_BY } from './form-input-schema.ts';

/** Forms that ask for what a page cannot ask for, or that share an address. */
export function validateForms(definition: WorkflowDefinition): Problem[] {
  const forms = definition.nodes.filter((node) => node.type === 'trigger.form' && node.disabled !== true);
  return forms.flatMap((node, index) => {
    const other = forms.slice(0, index).find((one) => isSame(one.config['path'], node.config['path']));
    const shared = other
      ? [problem(node, 'duplicate_form', '/path', say('duplicate_form', { node: node.key, other: other.key }))]
      : [];
    return [...checkFields(node), ...shared];
  });
}

function checkFields(node: WorkflowNode): Problem[] {
  const fields = fieldsFromSchema(node.config['inputSchema']);
  if (fields === null) {
    const said = hint(say('form_fields_unreadable', { node: node.key }), 'hint_form_fields');
    return [problem(node, 'form_fields_unreadable', '/inputSchema', said)];
  }
  const problems = fields
    .filter((field) => !isPlainField(field))
    .map(({ name }) => {
      const said = hint(
        say('form_field_unsupported', { node: node.key, name: name.slice(0, 100) }),
        'hint_form_fields',
      );
      return problem(node, 'form_field_unsupported', '/inputSchema', said);
    });
  if (node.config['access'] !== 'members' || !fields.some(({ name }) => name === SUBMITTED_BY)) return problems;
  const said = say('form_field_reserved', { node: node.key, name: SUBMITTED_BY });
  return [...problems, problem(node, 'form_field_reserved', '/inputSchema', said)];
}

const isSame = (a: unknown, b: unknown): boolean => typeof a === 'string' && a !== '' && a === b;

function problem(node: WorkflowNode, code: string, path: string, said: Said): Problem {
  return { severity: 'error', code, nodeId: node.id, path, ...said };
}
