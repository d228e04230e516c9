import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';
import { parseUriTemplate } from '#lib/shared/uri-template.ts';

/** As names of tools: no spaces, commas, control characters. */
const promptName = /^[^\s,\p{C}]{1,128}$/u;
const absoluteUri = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/;

/** The names and addresses of prompts and resources. A disabled trigger does not exist. */
export function validatePrimitives(definition: WorkflowDefinition): Problem[] {
  const enabled = definition.nodes.filter((node) => node.disabled !== true);
  return [
    ...checkEach(enabled, 'trigger.prompt', checkPrompt),
    ...checkEach(enabled, 'trigger.resource', checkResource),
    ...enabled.filter(({ type }) => withIcons.has(type)).flatMap(checkIcons),
  ];
}

type Report = (path: string, code: string, said: Said) => void;
/** Checks one node; gives the name under which no other may be there. */
type Check = (node: WorkflowNode, report: Report, taken: ReadonlyMap<string, WorkflowNode>) => string | null;

function checkEach(nodes: readonly WorkflowNode[], type: string, check: Check): Problem[] {
  const problems: Problem[] = [];
  const taken = new Map<string, WorkflowNode>();
  for (const node of nodes.filter((one) => one.type === type)) {
    const report: Report = (path, code, said) =>
      problems.push({ severity: 'error', code, nodeId: node.id, path, ...said });
    const name = check(node, report, taken);
    if (name !== null) taken.set(name, node);
  }
  return problems;
}

const checkPrompt: Check = (node, report, taken) => {
  const { name, arguments: given } = node.config;
  const names = Array.isArray(given) ? given.map((one: unknown) => (isJsonObject(one) ? one['name'] : null)) : [];
  names.forEach((argument, index) => {
    if (typeof argument !== 'string' || names.indexOf(argument) === index) return;
    report(
      `/arguments/${index}/name`,
      'duplicate_argument',
      say('duplicate_argument', { node: node.key, name: argument }),
    );
  });
  if (typeof name !== 'string') return null;
  const other = taken.get(name);
  if (!promptName.test(name)) {
    const said = say('prompt_name_invalid', { node: node.key, name: name.slice(0, 140) });
    report('/name', 'prompt_name_invalid', hint(said, 'hint_tool_name'));
  } else if (other) {
    const said = say('duplicate_prompt_name', { other: other.key, node: node.key, name });
    report('/name', 'duplicate_prompt_name', hint(said, 'hint_other_name'));
  }
  return name;
};

const checkResource: Check = (node, report, taken) => {
  const { uri, uriTemplate } = node.config;
  const fixed = typeof uri === 'string' && uri !== '' ? uri : null;
  const templated = typeof uriTemplate === 'string' && uriTemplate !== '' ? uriTemplate : null;
  if (fixed !== null && templated !== null) {
    report('/uriTemplate', 'resource_two_uris', say('resource_two_uris', { node: node.key }));
    return null;
  }
  const address = fixed ?? templated;
  if (address === null) {
    report('/uri', 'resource_no_uri', say('resource_no_uri', { node: node.key }));
    return null;
  }
  const path = fixed === null ? '/uriTemplate' : '/uri';
  const values = { node: node.key, uri: address.slice(0, 200) };
  if (!absoluteUri.test(address)) report(path, 'resource_uri_invalid', say('resource_uri_invalid', values));
  else if (templated !== null) checkTemplate(node, templated, report, values);
  const other = taken.get(address);
  if (other) report(path, 'duplicate_resource', say('duplicate_resource', { ...values, other: other.key }));
  return address;
};

function checkTemplate(node: WorkflowNode, text: string, report: Report, values: { node: string; uri: string }): void {
  const parsed = parseUriTemplate(text);
  if (!parsed.ok) {
    const said = hint(say('resource_template_invalid', values), 'hint_uri_template');
    report('/uriTemplate', 'resource_template_invalid', said);
    return;
  }
  const { variables } = node.config;
  if (!Array.isArray(variables)) return;
  variables.forEach((one: unknown, index) => {
    const name = isJsonObject(one) ? one['name'] : null;
    if (typeof name !== 'string' || parsed.template.variables.includes(name)) return;
    report(`/variables/${index}/name`, 'variable_unknown', say('variable_unknown', { node: node.key, name }));
  });
}

const withIcons: ReadonlySet<string> = new Set(['trigger.tool', 'trigger.prompt', 'trigger.resource']);
/** Where clients may fetch an icon from, and how its size is written. */
const iconSource = /^(https:\/\/\S+|data:image\/[a-z0-9.+-]+[;,]\S*)$/i;
const iconSize = /^(any|\d{1,5}x\d{1,5})$/;

function checkIcons(node: WorkflowNode): Problem[] {
  const { icons } = node.config;
  if (!Array.isArray(icons)) return [];
  return icons.filter(isJsonObject).flatMap(({ src, sizes }, index): Problem[] => {
    const place = (field: string) => ({
      severity: 'error' as const,
      nodeId: node.id,
      path: `/icons/${index}/${field}`,
    });
    const values = { node: node.key };
    if (typeof src === 'string' && !iconSource.test(src))
      return [{ ...place('src'), code: 'icon_invalid', ...say('icon_invalid', values) }];
    if (typeof sizes === 'string' && !iconSize.test(sizes))
      return [{ ...place('sizes'), code: 'icon_size_invalid', ...say('icon_size_invalid', values) }];
    return [];
  });
}
