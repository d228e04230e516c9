import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { names, prose } from '../../../e2e/hostile/corpus.ts';
import { serverJson, type ServerEntry } from './server-json.ts';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const schema = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'testing/server-schema-2025-12-11.json'), 'utf8'),
) as object;
const validate = ajv.compile(schema);

const entry: ServerEntry = {
  url: 'https://mcp.example.org/mcp/acme/find-countries',
  slug: 'find-countries',
  title: 'Find countries',
  description: 'Finds countries by region.',
  version: 3,
  access: 'key',
};

describe('server.json', () => {
  it('is what the registry takes', () => {
    expect(validate(serverJson(entry)), JSON.stringify(validate.errors)).toBe(true);
    expect(serverJson(entry)).toMatchObject({
      name: 'org.example.mcp/find-countries',
      title: 'Find countries',
      description: 'Finds countries by region.',
      version: '3.0.0',
      remotes: [{ type: 'streamable-http', url: entry.url, headers: [{ name: 'Authorization', isSecret: true }] }],
    });
  });

  it.each(['oauth', 'public'] as const)('asks for no key where access is %s', (access) => {
    const json = serverJson({ ...entry, access });
    expect(validate(json)).toBe(true);
    expect(JSON.stringify(json)).not.toContain('Authorization');
  });

  it.each([...names, prose, '', '  \n ', '😀'.repeat(200), '한국어 '.repeat(60)])('holds with the texts %j', (text) => {
    const json = serverJson({ ...entry, title: text, description: text });
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(['http://127.0.0.1:3001/mcp/a/b', 'http://[::1]:3001/mcp/a/b', 'http://localhost:3001/mcp/a/b'])(
    'names no owner of %s',
    (url) => {
      const json = serverJson({ ...entry, url });
      expect(validate(json)).toBe(true);
      expect(json).toMatchObject({ name: 'com.example/find-countries' });
    },
  );

  it('would not pass with something else', () => {
    expect(validate({ ...serverJson(entry), name: 'find-countries' })).toBe(false);
    expect(validate({ ...serverJson(entry), remotes: [{ type: 'stdio' }] })).toBe(false);
  });
});
