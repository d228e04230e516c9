import { z } from 'zod';
import type { ConnectorDescription } from '#lib/contracts/connector.ts';

/** Hints beside a connector's field in its JSON Schema: the form and the store are derived from them. */
export interface ConnectorFieldHints {
  title: string;
  description?: string;
  /** Sealed in the vault; no answer ever holds it. */
  'x-secret'?: true;
  /** Says where the secret goes: a change clears it. */
  'x-binding'?: true;
  'x-control'?: 'text' | 'password' | 'number' | 'select' | 'keyValue';
  'x-placeholder'?: string;
  /** Labels of an enumeration's values; a value without one is shown as it is. */
  'x-options'?: Readonly<Record<string, string>>;
}

export function connectorField<S extends z.ZodType>(schema: S, hints: ConnectorFieldHints): S {
  return schema.meta({ ...hints }) as S;
}

/** What a connection adds to each of its requests. Header names are lower case. */
export interface RequestCredentials {
  headers: Readonly<Record<string, string>>;
  /** A parameter of the URL's query. */
  query?: { name: string; value: string };
}

/** What `connector.ts` holds. Data and zod only. */
export interface ConnectorDefinition<Fields extends z.ZodObject = z.ZodObject> {
  id: string;
  title: string;
  description: string;
  icon: string;
  category: ConnectorDescription['category'];
  fields: Fields;
  /** The hosts that the fields name; without it, whoever makes a connection names them. */
  hostsOf?(fields: z.output<Fields>): string[];
  /** For kinds that speak HTTP. */
  authorise?(fields: z.output<Fields>): RequestCredentials;
  /** For kinds that sign: the key of their HMACs. */
  signingKey?(fields: z.output<Fields>): string;
}

/** Keeps the literal id and the fields' types. */
export function defineConnector<const T extends string, Fields extends z.ZodObject>(
  definition: ConnectorDefinition<Fields> & { id: T },
): ConnectorDefinition<Fields> & { id: T } {
  return definition;
}

/** A connector as data, for `GET /integrations` and the browser. */
export function describeConnector(definition: ConnectorDefinition): ConnectorDescription {
  const { $schema: _, ...fieldsSchema } = z.toJSONSchema(definition.fields, { io: 'input' });
  return {
    id: definition.id,
    title: definition.title,
    description: definition.description,
    icon: definition.icon,
    category: definition.category,
    hosts: definition.hostsOf ? 'fields' : 'named',
    fieldsSchema,
    secretFields: fieldsWith(definition, 'x-secret'),
  };
}

/** The names of the fields that carry a hint, also where a default or `optional` is wrapped around it. */
export function fieldsWith(definition: ConnectorDefinition, hint: 'x-secret' | 'x-binding'): string[] {
  const { properties = {} } = z.toJSONSchema(definition.fields, { io: 'input' });
  return Object.keys(properties).filter((name) => {
    const property = properties[name];
    return typeof property === 'object' && property[hint] === true;
  });
}
