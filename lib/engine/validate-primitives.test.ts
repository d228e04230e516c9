import { describe, expect, it } from 'vitest';
import { describeNodeType } from '#lib/catalog/definitions.ts';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import { validateDefinition } from './validate.ts';

function problemsOf(type: string, ...configs: Record<string, unknown>[]): string[] {
  const nodes = configs.map((config, index) => ({ id: `n${index}`, key: `n${index}`, type, config }));
  const end = { id: 'end', key: 'end', type: 'core.return', config: { value: '' } };
  const edges = nodes.map(({ id }) => ({
    id: `e${id}`,
    source: { node: id, port: 'out' },
    target: { node: 'end', port: 'in' },
  }));
  const definition = workflowDefinitionSchema.parse({ schemaVersion: 1, nodes: [...nodes, end], edges });
  return validateDefinition(definition, describeNodeType)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, nodeId, path }) => `${code} ${nodeId}${path ?? ''}`);
}

describe('prompts', () => {
  const problems = (...configs: Record<string, unknown>[]): string[] => problemsOf('trigger.prompt', ...configs);
  it('need a name that is theirs alone, and arguments with names of their own', () => {
    expect(problems({ name: 'a', arguments: [{ name: 'x' }, { name: 'y' }] }, { name: 'b' })).toEqual([]);
    expect(problems({ name: 'a b' })).toEqual(['prompt_name_invalid n0/name']);
    expect(problems({ name: 'a' }, { name: 'a' })).toEqual(['duplicate_prompt_name n1/name']);
    expect(problems({ name: 'a', arguments: [{ name: 'x' }, { name: 'x' }] })).toEqual([
      'duplicate_argument n0/arguments/1/name',
    ]);
  });
});

describe('resources', () => {
  const problems = (...configs: Record<string, unknown>[]): string[] =>
    problemsOf('trigger.resource', ...configs.map((config) => ({ name: 'r', ...config })));
  it('have one address that is theirs alone', () => {
    expect(problems({ uri: 'docs://a' }, { uriTemplate: 'docs://{id}' })).toEqual([]);
    expect(problems({})).toEqual(['resource_no_uri n0/uri']);
    expect(problems({ uri: 'docs://a', uriTemplate: 'docs://{id}' })).toEqual(['resource_two_uris n0/uriTemplate']);
    expect(problems({ uri: 'handbook' })).toEqual(['resource_uri_invalid n0/uri']);
    expect(problems({ uri: 'docs://a' }, { uri: 'docs://a' })).toEqual(['duplicate_resource n1/uri']);
  });
  it('have templates that can be matched, and suggestions for their variables', () => {
    expect(problems({ uriTemplate: 'docs://{?q}' })).toEqual(['resource_template_invalid n0/uriTemplate']);
    expect(problems({ uriTemplate: 'docs://{a}{b}' })).toEqual(['resource_template_invalid n0/uriTemplate']);
    const variables = [
      { name: 'id', suggestions: 'a' },
      { name: 'nope', suggestions: 'b' },
    ];
    expect(problems({ uriTemplate: 'docs://{id}', variables })).toEqual(['variable_unknown n0/variables/1/name']);
  });
});

describe('icons', () => {
  it('are fetched over https or lie in the definition', () => {
    const icon = (src: string): string[] => problemsOf('trigger.prompt', { name: 'a', icons: [{ src }] });
    expect(icon('https://example.com/i.png')).toEqual([]);
    expect(icon('data:image/png;base64,AAAA')).toEqual([]);
    expect(icon('javascript:alert(1)')).toEqual(['icon_invalid n0/icons/0/src']);
    expect(icon('http://example.com/i.png')).toEqual(['icon_invalid n0/icons/0/src']);
  });
});
