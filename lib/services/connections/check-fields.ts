import { sayIssue } from '#lib/contracts/field-fault.ts';
import { say, type Said } from '#lib/shared/say.ts';
import type { z } from 'zod';
import { isNamedHost } from '#lib/contracts/connector.ts';
import { fieldsWith, type ConnectorDefinition } from '#lib/kit/connector-definition.ts';
import { AppError, type FieldError } from '#lib/shared/app-error.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';

/** Given fields, told apart: what may be shown, and what is sealed. */
export interface SplitFields {
  settings: JsonObject;
  secrets: JsonObject;
}

export function splitFields(connector: ConnectorDefinition, fields: JsonObject): SplitFields {
  const secretNames = new Set(fieldsWith(connector, 'x-secret'));
  const split: SplitFields = { settings: {}, secrets: {} };
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(secretNames.has(name) ? split.secrets : split.settings, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return split;
}

/** The fields that are no secret, defaults filled in. @throws {AppError} `invalid` */
export function checkSettings(connector: ConnectorDefinition, settings: JsonObject): JsonObject {
  return check(connector.fields.omit(namesOf(connector)), settings);
}

/** The secret fields. @throws {AppError} `invalid`; its errors never hold a value. */
export function checkSecrets(connector: ConnectorDefinition, secrets: JsonObject): JsonObject {
  return check(connector.fields.pick(namesOf(connector)), secrets);
}

function namesOf(connector: ConnectorDefinition): Record<string, true> {
  return Object.fromEntries(fieldsWith(connector, 'x-secret').map((name) => [name, true]));
}

function check(schema: z.ZodType, value: JsonObject): JsonObject {
  const parsed = schema.safeParse(value);
  if (parsed.success) return withoutUndefined(parsed.data as Record<string, JsonValue | undefined>);
  throw invalid(parsed.error.issues.flatMap((issue) => errorsOf(issue, value)));
}

function withoutUndefined(value: Record<string, JsonValue | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as JsonObject;
}

function errorsOf(issue: z.core.$ZodIssue, value: unknown): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pointer([...issue.path, key]),
      code: 'unknown_field',
      ...sayIssue(issue, value),
    }));
  }
  return [{ path: pointer(issue.path), code: issue.code, ...sayIssue(issue, value) }];
}

function pointer(path: readonly PropertyKey[]): string {
  return ['fields', ...path].map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The hosts of a connection: named, or what its fields say. @throws {AppError} `invalid` */
export function hostsOf(connector: ConnectorDefinition, settings: JsonObject, named: string[] | undefined): string[] {
  if (connector.hostsOf) {
    if (named !== undefined) throw fault('/hosts', 'unknown_field', say('hosts_named_by_fields'));
    return connector.hostsOf(settings);
  }
  if (named === undefined || named.length === 0) throw fault('/hosts', 'required', say('hosts_required'));
  const hosts = [...new Set(named)];
  const { testUrl } = settings;
  const url = typeof testUrl === 'string' ? URL.parse(testUrl) : null;
  if (url && !isNamedHost(hosts, url)) {
    throw fault('/fields/testUrl', 'foreign_host', say('foreign_host'));
  }
  return hosts;
}

export function fault(path: string, code: string, said: Said | { message: string }): AppError {
  return invalid([{ path, code, ...said }]);
}

function invalid(errors: FieldError[]): AppError {
  return new AppError('invalid', errors[0]?.message ?? 'The fields are not valid', { errors });
}
