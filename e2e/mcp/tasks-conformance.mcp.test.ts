import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp } from '../sign-up.ts';
import { extensionScenarios, runScenario } from './conformance-suite.ts';
import { readFixture } from './fixture.ts';
import { startKeyProxy, type KeyProxy } from './key-proxy.ts';

const { pass, fail } = z
  .object({ tasks: z.object({ pass: z.array(z.string()), fail: z.record(z.string(), z.string()) }) })
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, 'conformance-manifest.json'), 'utf8'))).tasks;

/** The scenarios of the extension `io.modelcontextprotocol/tasks`, which the suite runs one by one. */
describe('the tasks extension', () => {
  let proxy: KeyProxy;
  let url: string;

  beforeAll(async () => {
    const builder = await signUp(inject('productApi'));
    const { key } = await builder.client.call('createApiKey', { body: { name: 'tasks' } });
    const server = await deployWorkflow(builder.client, readFixture('tasks'));
    proxy = await startKeyProxy(inject('productMcp'), key);
    url = proxy.origin + new URL(server.url).pathname;
    return () => proxy[Symbol.asyncDispose]();
  });

  it('has a manifest of exactly what the suite has of it', () => {
    expect([...pass, ...Object.keys(fail)].sort()).toEqual(extensionScenarios('tasks-').sort());
  });

  it.concurrent.each([...pass, ...Object.keys(fail)])('%s', { timeout: 120_000 }, async (scenario) => {
    expect(await runScenario(url, scenario)).toBe(pass.includes(scenario) ? 'pass' : 'fail');
  });
});
