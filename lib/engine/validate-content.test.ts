import { expect, test } from 'vitest';
import { describeNodeType } from '#lib/catalog/definitions.ts';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import { validateDefinition } from './validate.ts';

function problemsOf(part: unknown): string[] {
  const definition = workflowDefinitionSchema.parse({
    schemaVersion: 1,
    nodes: [
      { id: 'a', key: 'a', type: 'trigger.manual', config: {} },
      { id: 'b', key: 'b', type: 'core.return', config: { value: '', content: [part] } },
    ],
    edges: [{ id: 'e', source: { node: 'a', port: 'out' }, target: { node: 'b', port: 'in' } }],
  });
  return validateDefinition(definition, describeNodeType).flatMap(({ code, path }) =>
    path?.startsWith('/content') ? [`${code} ${path}`] : [],
  );
}

test.each([
  { type: 'text', text: '' },
  { type: 'image', file: '{{ input.file }}' },
  { type: 'image', data: 'AAAA', mimeType: 'image/png', role: 'assistant' },
  { type: 'audio', data: '{{ input.sound }}', mimeType: 'audio/wav' },
  { type: 'resource', text: 'x' },
  { type: 'resource', uri: 'docs://{{ input.id }}', file: '{{ input.file }}' },
  { type: 'resource_link', uri: 'docs://a', name: 'a' },
])('%j is right', (part) => {
  expect(problemsOf(part)).toEqual([]);
});

test.each([
  [{ type: 'text' }, 'content_invalid /content/0/text'],
  [{ type: 'text', text: 'x', data: 'AAAA' }, 'content_invalid /content/0/data'],
  [{ type: 'image' }, 'content_invalid /content/0/file'],
  [{ type: 'image', file: 'photo.png' }, 'content_invalid /content/0/file'],
  [{ type: 'image', data: 'AAAA' }, 'content_invalid /content/0/mimeType'],
  [{ type: 'image', data: 'data:image/png;base64,AAAA', mimeType: 'image/png' }, 'content_invalid /content/0/data'],
  [{ type: 'resource', uri: 'docs', text: 'x' }, 'content_invalid /content/0/uri'],
  [{ type: 'resource', uri: 'docs://a', text: 'x', data: 'AAAA' }, 'content_invalid /content/0/data'],
  [{ type: 'resource_link', name: 'a' }, 'content_invalid /content/0/uri'],
  [{ type: 'resource_link', uri: 'docs://a' }, 'content_invalid /content/0/name'],
  [{ type: 'video', data: 'AAAA' }, 'invalid_config /content/0/type'],
])('%j is wrong: %s', (part, problem) => {
  expect(problemsOf(part)).toEqual([problem]);
});
