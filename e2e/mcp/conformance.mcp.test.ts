import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp, type Builder } from '../sign-up.ts';
import { requiredScenarios, revisions, runConformance } from './conformance-suite.ts';
import { offeredNames, readFixture, renameOffered, toolNames } from './fixture.ts';
import { startKeyProxy } from './key-proxy.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const RUN_ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const halfSchema = z.object({ pass: z.array(z.string()), fail: z.record(z.string(), z.string()) });
/** What it says of authorization servers is `authorization-suite.ts`'s. */
const manifestSchema = z.object({ '2026-07-28': halfSchema, '2025-11-25': halfSchema });
const manifest = manifestSchema.parse(
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'conformance-manifest.json'), 'utf8')),
);

let builder: Builder;
let key: string;

beforeAll(async () => {
  builder = await signUp(inject('productApi'));
  ({ key } = await builder.client.call('createApiKey', { body: { name: 'conformance' } }));
});

describe.each(revisions)('revision %s', (revision) => {
  const { pass, fail } = manifest[revision];

  it('has a manifest of exactly what the revision requires', () => {
    expect([...pass, ...Object.keys(fail)].sort()).toEqual(requiredScenarios(revision).sort());
  });

  it('passes what the manifest says, and nothing that it calls a failure', { timeout: 300_000 }, async () => {
    const { url } = await deployWorkflow(builder.client, readFixture('conformance'));
    await using proxy = await startKeyProxy(inject('productMcp'), key);
    const results = await runConformance(proxy.origin + new URL(url).pathname, revision);
    const required = requiredScenarios(revision);
    expect(required.filter((scenario) => results.get(scenario) === 'pass').sort()).toEqual([...pass].sort());
    expect(required.filter((scenario) => results.get(scenario) !== 'pass').sort()).toEqual(Object.keys(fail).sort());
  });
});

describe('the product does not know the fixtures', () => {
  const folders = ['app', 'components', 'lib', 'workers'];

  it('names none of them in its code', () => {
    const names = offeredNames(readFixture('conformance'));
    const files = folders.flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(tsx?|mjs|json)$/.test(entry.name))
        .map((entry) => path.join(entry.parentPath, entry.name))
        .filter((file) => !file.includes('/db/generated/') && !file.includes('.test.')),
    );
    expect(files.length).toBeGreaterThan(100);
    const naming = files.filter((file) => {
      const text = readFileSync(file, 'utf8');
      return names.some((name) => text.includes(name));
    });
    expect(naming).toEqual([]);
  });

  it('answers the same when every tool and prompt has another name', async () => {
    const original = readFixture('conformance');
    const rename = (name: string): string => `renamed_${[...name].reverse().join('')}`;
    const before = await callAll((await deployWorkflow(builder.client, original)).url, (name) => name);
    const after = await callAll((await deployWorkflow(builder.client, renameOffered(original, rename))).url, rename);
    expect(before.size).toBe(toolNames(original).length + 5);
    expect(after).toEqual(before);
  });

  /** Every tool's answer, by its original name. */
  async function callAll(url: string, nameOf: (original: string) => string): Promise<Map<string, unknown>> {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    const requestInit = { headers: { Authorization: `Bearer ${key}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
    const names = toolNames(readFixture('conformance'));
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(names.map(nameOf));
    const answers = new Map<string, unknown>();
    const told = async (answer: Promise<object>, original: string): Promise<unknown> => {
      const said = await answer.catch(({ code, message }: { code: number; message: string }) => ({ code, message }));
      return JSON.parse(JSON.stringify(said).replaceAll(nameOf(original), original).replaceAll(RUN_ID, 'a run'));
    };
    const originals = new Map(offeredNames(readFixture('conformance')).map((name) => [nameOf(name), name]));
    for (const name of names) {
      const answer = client
        .callTool({ name: nameOf(name), arguments: {} })
        .then(({ content, structuredContent, isError }) => ({ content, structuredContent, isError }));
      answers.set(name, await told(answer, name));
    }
    for (const { name, arguments: taken = [] } of (await client.listPrompts()).prompts) {
      const given = Object.fromEntries(taken.map((argument) => [argument.name, 'test://given']));
      const original = originals.get(name) ?? name;
      const answer = client.getPrompt({ name, arguments: given }).then(({ messages }) => ({ messages }));
      answers.set(original, await told(answer, original));
    }
    await client.close();
    return answers;
  }
});
