import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import type { ApiContract } from '../api/contract.ts';
import { api } from '../api/index.ts';
import { buildOpenApi } from './build-openapi.ts';

const ROUTES = path.resolve(import.meta.dirname, '../../../app/api/v1');
const contracts = Object.entries<ApiContract>(api);

describe('openapi.json', () => {
  const document = buildOpenApi(api, '1.2.3');
  const operation = (name: keyof typeof api) => {
    const { path: place, method } = api[name];
    return document.paths[place]![method.toLowerCase()] as Record<string, never> & {
      parameters: { name: string; in: string; required: boolean; schema: object }[];
      responses: Record<string, { content?: Record<string, unknown> }>;
      requestBody?: { required: boolean };
    };
  };

  it('is valid OpenAPI 3.1, and its references lead somewhere', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
    const schemas = (document['components'] as { schemas: object }).schemas;
    expect([...references].map(([, name]) => name).filter((name) => !Object.hasOwn(schemas, name!))).toEqual([]);
  });

  it('notices what is wrong', async () => {
    const broken = structuredClone(document);
    delete (broken.paths['/workflows']!['get'] as { responses?: unknown }).responses;
    (broken.paths['/workflows']!['get'] as { parameters: unknown[] }).parameters.push({ name: 'x', in: 'nowhere' });
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it.each(contracts)('describes %s with its problems', (name, contract) => {
    const described = operation(name as keyof typeof api);
    expect(described).toMatchObject({ operationId: name, summary: contract.summary });
    const places = [...contract.path.matchAll(/\{(\w+)\}/g)].map(([, place]) => place);
    const inPath = described.parameters
      .filter((parameter) => parameter.in === 'path')
      .map((parameter) => parameter.name);
    expect(inPath.toSorted()).toEqual(places.toSorted());
    expect(described['security']).toEqual(contract.access === 'public' ? [] : [{ bearer: [] }]);
    expect(described.requestBody !== undefined).toBe(contract.body !== undefined || contract.upload === true);
    for (const status of Object.keys(contract.responses)) expect(described.responses).toHaveProperty(status);
    for (const status of ['400', '500', '503']) {
      expect(described.responses[status]?.content).toHaveProperty(['application/problem+json']);
    }
  });

  it('says what is needed: preconditions, keys, defaults that may be left out', () => {
    const headers = (name: keyof typeof api) =>
      operation(name)
        .parameters.filter((parameter) => parameter.in === 'header')
        .map((parameter) => parameter.name);
    expect(headers('saveDraft')).toEqual(['X-Workspace', 'If-Match']);
    expect(Object.keys(operation('saveDraft').responses)).toEqual(expect.arrayContaining(['412', '428', '422']));
    expect(headers('deployWorkflow')).toContain('Idempotency-Key');
    expect(headers('streamEvents')).toContain('Last-Event-ID');
    expect(operation('executeWorkflow').requestBody?.required).toBe(false);
    expect(operation('saveDraft').requestBody?.required).toBe(true);
    const limit = operation('listWorkflows').parameters.find((parameter) => parameter.name === 'limit');
    expect(limit).toMatchObject({ required: false, schema: { type: 'integer', default: 50 } });
  });
});

describe('routes', () => {
  const fileOf = (contract: ApiContract): string =>
    path.join(ROUTES, contract.path.replaceAll(/\{(\w+)\}/g, '[$1]'), 'route.ts');

  it.each(contracts)('%s has a route of at most 40 lines', (name, contract) => {
    expect(existsSync(fileOf(contract)), fileOf(contract)).toBe(true);
    const source = readFileSync(fileOf(contract), 'utf8');
    expect(source).toContain(`api.${name}`);
    expect(source).toContain(`export const ${contract.method} =`);
    expect(source.split('\n').length).toBeLessThanOrEqual(41);
  });

  it('there is no route without a contract', () => {
    const known = new Set(contracts.map(([, contract]) => fileOf(contract)));
    const files = globSync('**/route.ts', { cwd: ROUTES }).map((file) => path.join(ROUTES, file));
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !known.has(file) && !file.includes('[...rest]'))).toEqual([]);
  });
});
