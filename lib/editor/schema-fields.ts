import {
  choiceOf,
  isFileField,
  type FieldChoice,
  type SchemaField,
  type SchemaFieldType,
} from '#lib/contracts/schema-fields.ts';
import { isJsonObject } from '#lib/shared/json.ts';

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

/** What a kind of field is made of, beside what every field has. */
const marks: Readonly<Record<FieldChoice, { type: SchemaFieldType; rest?: Readonly<Record<string, unknown>> }>> = {
  string: { type: 'string' },
  longText: { type: 'string', rest: { 'x-multiline': true } },
  email: { type: 'string', rest: { format: 'email' } },
  url: { type: 'string', rest: { format: 'uri' } },
  date: { type: 'string', rest: { format: 'date' } },
  choice: { type: 'string', rest: { enum: [] } },
  choices: { type: 'array', rest: { items: { type: 'string', enum: [] } } },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  array: { type: 'array' },
  object: { type: 'object' },
  file: { type: 'object', rest: { 'x-file': true } },
};

/** The row as another kind of field. What only meant something to the old kind goes; options to choose from stay. */
export function withChoice(row: SchemaField, choice: FieldChoice): SchemaField {
  if (choice === choiceOf(row)) return row;
  const {
    'x-file': _file,
    'x-multiline': _lines,
    format: _format,
    enum: values,
    items,
    properties,
    ...kept
  } = row.rest;
  const { type, rest } = marks[choice];
  const options = isJsonObject(items) ? items.enum : values;
  const own: Record<string, unknown> = { ...rest };
  if (choice === 'choice' && Array.isArray(options)) own.enum = options;
  if (choice === 'choices' && Array.isArray(options)) own.items = { type: 'string', enum: options };
  if (choice === 'object' && properties !== undefined && !isFileField(row)) own.properties = properties;
  return { ...row, type, rest: { ...kept, ...own } };
}

/** The row with these options to choose from. */
export function withOptions(row: SchemaField, options: readonly string[]): SchemaField {
  const rest = row.type === 'array' ? { items: { type: 'string', enum: options } } : { enum: options };
  return { ...row, rest: { ...row.rest, ...rest } };
}
