import { isJsonObject } from '#lib/shared/json.ts';

export const fieldTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
export type SchemaFieldType = (typeof fieldTypes)[number];

/** One member of an object schema, as a form asks for it. `rest` holds what has no place of its own, so that nothing is lost. */
export interface SchemaField {
  name: string;
  type: SchemaFieldType;
  required: boolean;
  description: string;
  rest: Readonly<Record<string, unknown>>;
}

/** The fields of an object schema; `null` if a list of fields cannot show it without losing something. */
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

/** How a field is asked for: its type, or a kind of text, list or object that has a control of its own. */
export const fieldChoices = [
  'string',
  'longText',
  'email',
  'url',
  'date',
  'choice',
  'choices',
  'number',
  'integer',
  'boolean',
  'array',
  'object',
  'file',
] as const;
export type FieldChoice = (typeof fieldChoices)[number];

type Kind = Pick<SchemaField, 'type' | 'rest'>;

const choiceOfFormat: Readonly<Record<string, FieldChoice>> = { email: 'email', uri: 'url', date: 'date' };

export function choiceOf(field: Kind): FieldChoice {
  const { type, rest } = field;
  if (type === 'string') {
    if (optionsOf(field) !== null) return 'choice';
    if (rest['x-multiline'] === true) return 'longText';
    const { format } = rest;
    return typeof format === 'string' && Object.hasOwn(choiceOfFormat, format) ? choiceOfFormat[format]! : 'string';
  }
  if (type === 'array') return optionsOf(field) === null ? 'array' : 'choices';
  return isFileField(field) ? 'file' : type;
}

/** The texts to choose from, of a text or of a list of texts; null where anything may be given. */
export function optionsOf({ type, rest }: Kind): string[] | null {
  const values = type === 'array' ? isJsonObject(rest.items) && rest.items.enum : type === 'string' && rest.enum;
  if (!Array.isArray(values)) return null;
  return values.filter((value) => typeof value === 'string' && value !== '') as string[];
}

/** Whether a person chooses a file for it: an object that says `x-file: true`, or that has the member `$file`. */
export function isFileField({ type, rest }: Kind): boolean {
  if (type !== 'object') return false;
  return rest['x-file'] === true || (isJsonObject(rest.properties) && Object.hasOwn(rest.properties, '$file'));
}

/** What a list of lines holds: texts if its schema does not say; null for lists that lines cannot say. */
export function lineTypeOf({ type, rest }: Kind): 'string' | 'number' | 'integer' | null {
  if (type !== 'array') return null;
  if (rest.items === undefined) return 'string';
  const of = isJsonObject(rest.items) ? (rest.items.type ?? 'string') : null;
  return of === 'string' || of === 'number' || of === 'integer' ? of : null;
}

/** Whether a page without scripts can ask for it: everything but files and what is nested. */
export function isPlainField(field: Kind): boolean {
  return field.type === 'array' ? lineTypeOf(field) !== null : field.type !== 'object';
}

/** What people read as its name: its title, else `firstName` as `First name`. */
export function labelOf({ name, rest }: Pick<SchemaField, 'name' | 'rest'>): string {
  return typeof rest.title === 'string' && rest.title.trim() !== '' ? rest.title : labelFromName(name);
}

/** `inputSchema` becomes `Input schema`; what is no name of a program stays as it is. */
export function labelFromName(name: string): string {
  if (!/^[a-z]\w*$/i.test(name)) return name;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
