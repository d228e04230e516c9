import { z } from 'zod';
import { errorCodes, type ErrorCode } from '#lib/shared/error-codes.ts';
import type { ApiContract } from '../api/contract.ts';
import { httpProblemSchema } from '../problem.ts';
import { SchemaComponents, type JsonSchemaObject } from './schema-components.ts';

/** An OpenAPI 3.1 document, as plain data. */
export interface OpenApiDocument extends Record<string, unknown> {
  openapi: string;
  paths: Record<string, Record<string, JsonSchemaObject>>;
}

/** Describes every contract of `api`: parameters, bodies, who may call, and how it can fail. */
export function buildOpenApi(api: Readonly<Record<string, ApiContract>>, version: string): OpenApiDocument {
  const components = new SchemaComponents();
  const problem = components.schemaOf(httpProblemSchema, 'output');
  const paths: OpenApiDocument['paths'] = {};
  for (const [name, contract] of Object.entries(api)) {
    const place = (paths[contract.path] ??= {});
    place[contract.method.toLowerCase()] = operationOf(name, contract, components, problem);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Toolwright',
      version,
      description: 'Workflows, their deployments as MCP servers, and their executions.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(Object.values(api).map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key (`tw_...`) or an access token.' },
      },
    },
  };
}

function operationOf(
  name: string,
  contract: ApiContract,
  components: SchemaComponents,
  problem: JsonSchemaObject,
): JsonSchemaObject {
  const { access } = contract;
  const isPermission = access !== 'public' && access !== 'account';
  return {
    operationId: name,
    summary: contract.summary,
    tags: [contract.tag],
    security: access === 'public' ? [] : [{ bearer: [] }],
    ...(isPermission && { 'x-permission': access }),
    parameters: [...parametersOf(contract, components), ...headersOf(contract, isPermission)],
    ...(contract.body && { requestBody: bodyOf(contract.body, components) }),
    ...(contract.upload && { requestBody: fileBody }),
    responses: { ...successes(contract, components), ...problems(contract, problem) },
  };
}

function parametersOf(contract: ApiContract, components: SchemaComponents): JsonSchemaObject[] {
  return [
    ...fieldsOf(contract.params).map(([name, schema]) => ({
      name,
      in: 'path',
      required: true,
      schema: components.schemaOf(schema, 'output'),
    })),
    ...fieldsOf(contract.query).map(([name, schema]) => ({
      name,
      in: 'query',
      required: !schema.safeParse(undefined).success,
      schema: components.schemaOf(schema, 'output'),
    })),
  ];
}

function fieldsOf(schema: z.ZodType | undefined): [string, z.ZodType][] {
  return schema instanceof z.ZodObject ? Object.entries(schema.shape as Record<string, z.ZodType>) : [];
}

function headersOf(contract: ApiContract, isPermission: boolean): JsonSchemaObject[] {
  const header = (name: string, required: boolean, description: string): JsonSchemaObject => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...(isPermission ? [header('X-Workspace', false, 'Id or slug, for members of several workspaces')] : []),
    ...(contract.ifMatch ? [header('If-Match', true, 'The revision that the change was made from, in quotes')] : []),
    ...(contract.idempotent
      ? [header('Idempotency-Key', false, 'The same key and body give the first answer again for 24 hours')]
      : []),
    ...(contract.stream ? [header('Last-Event-ID', false, 'Go on after this event')] : []),
  ];
}

function bodyOf(body: z.ZodType, components: SchemaComponents): JsonSchemaObject {
  return {
    required: !body.safeParse(undefined).success,
    content: { 'application/json': { schema: components.schemaOf(body, 'input') } },
  };
}

/** One file: the body itself, or the only file of a form. */
const fileBody: JsonSchemaObject = {
  required: true,
  content: {
    '*/*': { schema: { type: 'string', format: 'binary' } },
    'multipart/form-data': {
      schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
    },
  },
};

function successes(contract: ApiContract, components: SchemaComponents): JsonSchemaObject {
  return Object.fromEntries(
    Object.entries(contract.responses).map(([status, schema]) => {
      const headers = { 'X-Trace-Id': { description: 'Also in the logs', schema: { type: 'string' } } };
      if (contract.stream) {
        const content = { 'text/event-stream': { schema: { type: 'string' } } };
        return [status, { description: 'Server-sent events', headers, content }];
      }
      if (contract.download) {
        const content = { '*/*': { schema: { type: 'string', format: 'binary' } } };
        return [status, { description: 'The bytes, as an attachment', headers, content }];
      }
      const content = schema && { 'application/json': { schema: components.schemaOf(schema, 'output') } };
      return [status, { description: descriptionOf(Number(status)), headers, ...(content && { content }) }];
    }),
  );
}

function descriptionOf(status: number): string {
  return { 201: 'Created', 202: 'Accepted', 204: 'Done' }[status] ?? 'OK';
}

/** Each way to fail that the contract's form allows, by status, with the codes behind it. */
function problems(contract: ApiContract, problem: JsonSchemaObject): JsonSchemaObject {
  const byStatus = new Map<number, string[]>();
  for (const code of codesOf(contract)) {
    const { status } = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${errorCodes[code as ErrorCode].title}`).join('; '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

function codesOf(contract: ApiContract): ErrorCode[] {
  const codes: ErrorCode[] = ['malformed', 'rate_limited', 'internal', 'unavailable'];
  if (contract.access !== 'public') codes.push('unauthenticated', 'forbidden');
  if (
    contract.params ||
    (contract.access !== 'public' && contract.access !== 'account' && contract.access !== 'operator')
  )
    codes.push('not_found');
  if (contract.upload) codes.push('too_large', 'quota_exceeded');
  if (contract.body) codes.push('too_large', 'unsupported_media_type', 'invalid');
  if (contract.method !== 'GET') codes.push('conflict');
  if (contract.ifMatch) codes.push('stale', 'precondition_required');
  if (contract.idempotent) codes.push('in_progress', 'idempotency_mismatch');
  return codes;
}
