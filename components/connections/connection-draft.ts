import type { Connection } from '#lib/contracts/api/connections.ts';
import type { ConnectorDescription } from '#lib/contracts/connector.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#lib/shared/json.ts';
import type { ConnectionChange, NewConnection } from './use-connections.ts';

export type DraftControl = 'text' | 'password' | 'number' | 'select' | 'keyValue';

/** One field of a connection's form, derived from its connector's schema. */
export interface DraftField {
  name: string;
  title: string;
  description: string | null;
  control: DraftControl;
  secret: boolean;
  /** A change of it clears the secret. */
  binding: boolean;
  required: boolean;
  placeholder: string | undefined;
  options: readonly { value: string; label: string }[];
  default: string;
}

export interface ConnectionDraft {
  name: string;
  personal: boolean;
  /** Separated by blanks, commas or line breaks. */
  hosts: string;
  /** What was typed, by field; a header set has pairs. */
  fields: Readonly<Record<string, DraftValue>>;
}
/** A secret text as it was typed, or the secret variable that stands in for it. */
export type SecretDraft = string | { readonly variable: string };
export type Pairs = readonly (readonly [name: string, value: SecretDraft])[];
export type DraftValue = SecretDraft | Pairs;

const controls: readonly string[] = ['text', 'password', 'number', 'select', 'keyValue'] satisfies DraftControl[];

export function draftFieldsOf({ fieldsSchema, secretFields }: ConnectorDescription): DraftField[] {
  const properties = isJsonObject(fieldsSchema['properties']) ? fieldsSchema['properties'] : {};
  const required = Array.isArray(fieldsSchema['required']) ? fieldsSchema['required'] : [];
  return Object.entries(properties).map(([name, property]) => {
    const schema = isJsonObject(property) ? property : {};
    const text = (key: string): string | null => (typeof schema[key] === 'string' ? schema[key] : null);
    const control = text('x-control');
    const preset = schema['default'];
    return {
      name,
      title: text('title') ?? name,
      description: text('description'),
      control: control !== null && controls.includes(control) ? (control as DraftControl) : 'text',
      secret: secretFields.includes(name),
      binding: schema['x-binding'] === true,
      required: required.includes(name) && preset === undefined,
      placeholder: text('x-placeholder') ?? undefined,
      options: optionsOf(schema),
      default: typeof preset === 'string' || typeof preset === 'number' ? String(preset) : '',
    };
  });
}

function optionsOf(schema: JsonObject): DraftField['options'] {
  const labels = isJsonObject(schema['x-options']) ? schema['x-options'] : {};
  const values = Array.isArray(schema['enum']) ? schema['enum'].filter((value) => typeof value === 'string') : [];
  return values.map((value) => ({ value, label: typeof labels[value] === 'string' ? labels[value] : value }));
}

/** An empty form, or one with what is known of a connection: never its secrets. */
export function draftOf(
  fields: readonly DraftField[],
  connection: Connection | null,
  mustBePersonal: boolean,
): ConnectionDraft {
  const shown = (field: DraftField): DraftValue => {
    if (field.control === 'keyValue') return [['', '']];
    const variable = connection?.variables[`/${field.name}`];
    if (variable !== undefined) return { variable };
    const value = connection?.settings[field.name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : field.default;
  };
  return {
    name: connection?.name ?? '',
    personal: connection?.personal ?? mustBePersonal,
    hosts: connection?.hosts.join(', ') ?? '',
    fields: Object.fromEntries(fields.map((field) => [field.name, shown(field)])),
  };
}

export function hostsOf(draft: ConnectionDraft): string[] {
  return draft.hosts.split(/[\s,]+/).filter((host) => host !== '');
}

/** Names of what has to be filled in; `name` and `hosts` among them. Secrets may stay as they are in a stored one. */
export function missingIn(
  draft: ConnectionDraft,
  fields: readonly DraftField[],
  connector: ConnectorDescription,
  stored: boolean,
): ReadonlySet<string> {
  const missing = new Set<string>();
  if (draft.name.trim() === '') missing.add('name');
  if (connector.hosts === 'named' && hostsOf(draft).length === 0) missing.add('hosts');
  for (const field of fields) {
    const needed = field.required && !(stored && field.secret);
    if (needed && valueOf(field, draft) === undefined) missing.add(`fields.${field.name}`);
  }
  return missing;
}

export function creationOf(
  draft: ConnectionDraft,
  fields: readonly DraftField[],
  connector: ConnectorDescription,
): NewConnection {
  const entries = fields.flatMap((field) => {
    const value = valueOf(field, draft);
    return value === undefined ? [] : [[field.name, value] as const];
  });
  return {
    name: draft.name.trim(),
    connector: connector.id,
    ...(connector.hosts === 'named' ? { hosts: hostsOf(draft) } : {}),
    fields: Object.fromEntries(entries),
    personal: draft.personal,
  };
}

/** Everything that may be shown, and the secrets that were typed; what was emptied is taken away. */
export function changeOf(
  draft: ConnectionDraft,
  fields: readonly DraftField[],
  connector: ConnectorDescription,
): ConnectionChange {
  const entries = fields.flatMap((field) => {
    const value = valueOf(field, draft);
    if (value !== undefined) return [[field.name, value] as const];
    return field.secret ? [] : [[field.name, null] as const];
  });
  return {
    name: draft.name.trim(),
    ...(connector.hosts === 'named' ? { hosts: hostsOf(draft) } : {}),
    fields: Object.fromEntries(entries),
  };
}

/** Will saving clear the stored secret? */
export function clearsSecret(
  draft: ConnectionDraft,
  fields: readonly DraftField[],
  connection: Connection,
  connector: ConnectorDescription,
): boolean {
  const before = connection.hosts.toSorted().join(' ');
  if (connector.hosts === 'named' && hostsOf(draft).toSorted().join(' ') !== before) return true;
  return fields.some((field) => field.binding && valueOf(field, draft) !== connection.settings[field.name]);
}

export function isPairs(value: DraftValue): value is Pairs {
  return Array.isArray(value);
}

/** As the API takes it; undefined while none is chosen. */
function referenceTo({ variable }: { variable: string }): JsonObject | undefined {
  return variable === '' ? undefined : { $variable: variable };
}

function valueOf(field: DraftField, draft: ConnectionDraft): JsonValue | undefined {
  const typed = draft.fields[field.name];
  if (typed === undefined) return undefined;
  if (isPairs(typed)) {
    const named = typed.filter(([name]) => name.trim() !== '');
    const entries = named.map(([name, value]) => [name.trim(), typeof value === 'string' ? value : referenceTo(value)]);
    return named.length === 0 ? undefined : (Object.fromEntries(entries) as JsonObject);
  }
  if (typeof typed !== 'string') return referenceTo(typed);
  if (typed === '') return undefined;
  if (field.control === 'number' && /^\d+$/.test(typed.trim())) return Number(typed);
  return field.secret ? typed : typed.trim();
}
