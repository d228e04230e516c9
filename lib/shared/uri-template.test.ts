import { expect, test } from 'vitest';
import { parseUriTemplate } from './uri-template.ts';

const match = (text: string, uri: string): unknown => {
  const parsed = parseUriTemplate(text);
  if (!parsed.ok) throw new Error(parsed.fault);
  return parsed.template.match(uri);
};

test.each([
  ['docs://{id}', 'docs://7', { id: '7' }],
  ['docs://{id}/data', 'docs://a%20b/data', { id: 'a b' }],
  ['repo://{owner}/{name}', 'repo://acme/site', { owner: 'acme', name: 'site' }],
  ['file://{+path}', 'file://a/b/c.md', { path: 'a/b/c.md' }],
  ['file://{+path}.md', 'file://a.md/b.md', { path: 'a.md/b' }],
  ['docs://{year}-{month}', 'docs://2030-01', { year: '2030', month: '01' }],
])('%s holds %s', (template, uri, values) => {
  expect(match(template, uri)).toEqual(values);
});

test.each([
  ['docs://{id}', 'docs://'],
  ['docs://{id}', 'docs://a/b'],
  ['docs://{id}', 'other://a'],
  ['docs://{id}/data', 'docs://a'],
  ['docs://{id}/data', 'docs:///data'],
  ['docs://{id}', 'docs://%ZZ'],
  ['docs://{id}', 'docs://a b'],
  ['docs://{id}', 'docs://a?x=1'],
])('%s does not hold %s', (template, uri) => {
  expect(match(template, uri)).toBeNull();
});

test.each([
  ['docs://fixed', 'no_variable'],
  ['docs://{id', 'unclosed'],
  ['docs://id}', 'unclosed'],
  ['docs://{?query}', 'operator'],
  ['docs://{list*}', 'operator'],
  ['docs://{1st}', 'name'],
  ['docs://{}', 'name'],
  ['docs://{a}{b}', 'adjacent'],
  ['docs://{a}/{a}', 'twice'],
])('%s is refused: %s', (template, fault) => {
  expect(parseUriTemplate(template)).toEqual({ ok: false, fault });
});

test('names from outside are plain names', () => {
  const values = match('docs://{__proto__}/{constructor}', 'docs://a/b') as Record<string, string>;
  expect(Object.keys(values)).toEqual(['__proto__', 'constructor']);
  expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
});

test('matching takes time in proportion to the address', () => {
  const places = Array.from({ length: 30 }, (_, index) => `{v${index}}a`).join('');
  const long = `x://${'a'.repeat(200_000)}!`;
  const startedAt = process.cpuUsage().user;
  expect(match(`x://${places}b`, long)).toBeNull();
  expect((process.cpuUsage().user - startedAt) / 1_000).toBeLessThan(500);
});
