import { afterAll, describe, expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { templateSchema } from '#lib/contracts/api/catalogue.ts';
import { validateDefinition } from '#lib/engine/validate.ts';
import { createCodeSandbox } from '#lib/expressions/sandbox/code-sandbox.ts';
import { checkJsonSchema } from '#lib/runner/json-schema.ts';
import { memoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { run } from '#lib/runner/testing/run-workflow.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { findTemplate, templates } from './templates.ts';

/** What the public APIs answer, cut to a few fields; the shapes are theirs. */
const recorded: Record<string, unknown> = {
  'https://api.open-meteo.com/v1/forecast?latitude=37.57&longitude=126.98&current=temperature_2m%2Cwind_speed_10m': {
    latitude: 37.55,
    current_units: { temperature_2m: '°C', wind_speed_10m: 'km/h' },
    current: { time: '2026-11-20T09:00', interval: 900, temperature_2m: 6.4, wind_speed_10m: 11.2 },
  },
  'https://hn.algolia.com/api/v1/search?query=postgres&tags=story&hitsPerPage=50': {
    hits: [
      { title: 'Low', url: 'https://a.example', points: 3, author: 'a' },
      { title: 'High', url: 'https://b.example', points: 400, author: 'b' },
      { title: 'Middle', url: null, points: 60, author: 'c' },
    ],
    nbHits: 3,
  },
  'https://api.github.com/repos/nodejs/node': {
    full_name: 'nodejs/node',
    description: 'Node.js JavaScript runtime',
    stargazers_count: 110_000,
    open_issues_count: 2_000,
    language: 'JavaScript',
    license: { spdx_id: 'NOASSERTION' },
  },
  'https://cdn.jsdelivr.net/npm/zod/package.json': { name: 'zod', version: '4.6.7', license: 'MIT' },
  'https://cdn.jsdelivr.net/npm/ajv/package.json': {
    name: 'ajv',
    version: '8.20.0',
    license: 'MIT',
    dependencies: { 'fast-deep-equal': '^3.1.3', 'json-schema-traverse': '^1.0.0' },
  },
};

const expected: Record<string, unknown> = {
  'say-hello': { greeting: 'Hello, Ada!' },
  'current-weather': { temperatureCelsius: 6.4, windKmh: 11.2, observedAt: '2026-11-20T09:00' },
  'top-stories': {
    count: 2,
    stories: [
      { title: 'High', url: 'https://b.example', points: 400, author: 'b' },
      { title: 'Middle', url: null, points: 60, author: 'c' },
    ],
  },
  'check-refund': { approved: true, reason: 'Up to $100 within 30 days is refunded at once.' },
  'feedback-form': 'Thank you, Ada. We will write to ada@example.com.',
  'loan-calculator': { monthlyPayment: 1055.67, totalPaid: 316702.1, totalInterest: 116702.1 },
  'github-repository': {
    fullName: 'nodejs/node',
    description: 'Node.js JavaScript runtime',
    stars: 110_000,
    openIssues: 2_000,
    language: 'JavaScript',
    licence: 'NOASSERTION',
  },
  'compare-packages': {
    packages: [
      { name: 'zod', version: '4.6.7', licence: 'MIT', dependencies: 0 },
      { name: 'ajv', version: '8.20.0', licence: 'MIT', dependencies: 2 },
    ],
  },
};

describe('templates', () => {
  const sandbox = createCodeSandbox({});
  afterAll(() => sandbox.close());
  const ports = memoryPorts({
    code: (request) => sandbox.run(request),
    fetch: async ({ url }) => {
      const answer = recorded[url];
      const body = Buffer.from(JSON.stringify(answer ?? { message: 'Not Found' }));
      return { status: answer === undefined ? 404 : 200, headers: { 'content-type': 'application/json' }, body, url };
    },
  });

  it('are at least six, with ids of their own, and fit their contract', () => {
    expect(templates.length).toBeGreaterThanOrEqual(6);
    expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
    for (const template of templates) {
      expect(templateSchema.safeParse(template).error).toBeUndefined();
      expect(findTemplate(template.id)).toBe(template);
    }
    expect(findTemplate('no such template')).toBeUndefined();
  });

  it.each(templates.map((template) => [template.id, template] as const))(
    '%s deploys without an error or a warning, and its sample runs',
    async (id, { definition, sampleInput }) => {
      const describeType = (type: string, version: number) => nodeCatalog.describe(type, version);
      expect(validateDefinition(definition, describeType, { checkSchema: checkJsonSchema })).toEqual([]);
      const end = await run(definition, { input: sampleInput as JsonValue, ports });
      expect(end).toMatchObject({ status: 'success', isError: false, error: null });
      expect(end.output).toEqual(expected[id]);
    },
  );

  it('answer clearly where the world says no', async () => {
    const { definition } = findTemplate('github-repository')!;
    const missing = await run(definition, { input: { owner: 'nodejs', repo: 'nothing' }, ports });
    expect(missing).toMatchObject({ status: 'success', isError: true });
    expect(JSON.stringify(missing.output)).toContain('nodejs/nothing');
    const refund = findTemplate('check-refund')!;
    const late = await run(refund.definition, { input: { amount: 40, daysSincePurchase: 90 }, ports });
    expect(late).toMatchObject({
      isError: true,
      output: { approved: false, reason: 'Older than 30 days: a person has to decide.' },
    });
  });
});
