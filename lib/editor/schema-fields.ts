import { isJsonObject } from '#lib/shared/json.ts';

export const fieldTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
export type SchemaFieldType = (typeof fieldTypes)[number];

/** One row of the schema builder. `rest` holds what the builder does not show, so that nothing is lost. */
export interface SchemaField {
  name: string;
  type: SchemaFieldType;
  required: boolean;
  description: string;
  rest: Readonly<Record<string, unknown>>;
}

/**
 * The rows of an object schema; `null` if the builder cannot show it without losing something (then only the raw JSON
 * is edited).
 */
export function fieldsFromSchema(schema: unknown): SchemaField[] | null {
  if (schema === undefined || schema === null) return [];
  if (!isJsonObject(schema)) return null;
  if (schema.type !== undefined && schema.type !== 'object') return null;
  if (schema.properties !== undefined && !isJsonObject(schema.properties)) return null;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const fields: SchemaField[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!isJsonObject(property)) return null;
    const { type, description, ...rest } = property;
    if (typeof type !== 'string' || !(fieldTypes as readonly string[]).includes(type)) return null;
    const text = typeof description === 'string' ? description : '';
    fields.push({ name, type: type as SchemaFieldType, required: required.includes(name), description: text, rest });
  }
  return fields;
}

/** The schema with these rows; members of the schema that the builder does not show are kept. */
export function schemaFromFields(fields: readonly SchemaField[], previous: unknown): Record<string, unknown> {
  const { properties: _properties, required: _required, type: _type, ...kept } = isJsonObject(previous) ? previous : {};
  const named = fields.filter((field) => field.name !== '');
  const properties = Object.fromEntries(named.map((field) => [field.name, propertyOf(field)]));
  const required = named.filter((field) => field.required).map((field) => field.name);
  return { type: 'object', properties, ...(required.length > 0 && { required }), ...kept };
}

function propertyOf({ type, description, rest }: SchemaField): Record<string, unknown> {
  const { items, ...others } = rest;
  return {
    type,
    ...(description && { description }),
    ...(type === 'array' && items !== undefined && { items }),
    ...others,
  };
}

/** Why a row's name cannot stand: empty, or used by another row. */
export function fieldNameProblem(fields: readonly SchemaField[], index: number): 'empty' | 'duplicate' | null {
  const name = fields[index]?.name ?? '';
  if (name === '') return 'empty';
  return fields.some((field, other) => other !== index && field.name === name) ? 'duplicate' : null;
}

/** Whether a person chooses a file for it: an object that says `x-file: true`, or that has the member `$file`. */
export function isFileField({ type, rest }: Pick<SchemaField, 'type' | 'rest'>): boolean {
  if (type !== 'object') return false;
  return rest['x-file'] === true || (isJsonObject(rest.properties) && Object.hasOwn(rest.properties, '$file'));
}

/** What a person chooses as the type of a row: a file is an object of its own kind. */
export type FieldChoice = SchemaFieldType | 'file';

export function choiceOf(row: Pick<SchemaField, 'type' | 'rest'>): FieldChoice {
  return isFileField(row) ? 'file' : row.type;
}

/** The row with another type. What only meant something to a file, or would make one of an object, goes. */
export function withChoice(row: SchemaField, choice: FieldChoice): SchemaField {
  if (choice === choiceOf(row)) return row;
  const { 'x-file': _mark, properties, ...others } = row.rest;
  if (choice === 'file') return { ...row, type: 'object', rest: { ...others, 'x-file': true } };
  const kept = isFileField(row) || properties === undefined ? others : { ...others, properties };
  return { ...row, type: choice, rest: kept };
}
