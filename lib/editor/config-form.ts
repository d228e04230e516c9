import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { labelFromName } from '#lib/contracts/schema-fields.ts';
import { isJsonObject } from '#lib/shared/json.ts';

export type FieldControl =
  | 'text'
  | 'textarea'
  | 'code'
  | 'json'
  | 'expression'
  | 'select'
  | 'switch'
  | 'number'
  | 'schema'
  | 'keyValue'
  | 'cases'
  | 'connection'
  | 'rows'
  | 'texts'
  | 'workflow'
  | 'workflowTrigger'
  | 'workflowInput'
  | 'timezone'
  | 'hints';

/** One field of an inspector form, derived from the type's `configSchema`. */
export interface FormField {
  name: string;
  title: string;
  description: string | null;
  control: FieldControl;
  required: boolean;
  /** Texts inside are templates. */
  template: boolean;
  /** `item` and `index` are in scope. */
  perItem: boolean;
  advanced: boolean;
  placeholder: string | null;
  options: { value: string; label: string }[];
  default: unknown;
  minimum: number | null;
  maximum: number | null;
  schema: Readonly<Record<string, unknown>>;
}

const controls: ReadonlySet<string> = new Set<FieldControl>([
  'text',
  'textarea',
  'code',
  'json',
  'expression',
  'select',
  'switch',
  'number',
  'schema',
  'keyValue',
  'cases',
  'connection',
]);

/** Fields that need to know more than their schema says: other workflows, the world's time zones. */
const ownControls: Readonly<Record<string, Readonly<Record<string, FieldControl>>>> = {
  'logic.workflow': { workflowId: 'workflow', trigger: 'workflowTrigger', input: 'workflowInput' },
  'trigger.schedule': { timezone: 'timezone' },
  'trigger.tool': { annotations: 'hints' },
};

/** The form of a node type: `x-order` first, then the schema's order. */
export function formFieldsOf(type: NodeTypeDescription): FormField[] {
  const own = ownControls[type.type] ?? {};
  return fieldsOfSchema(type.configSchema).map((field) => {
    const control = own[field.name];
    return control ? { ...field, control } : field;
  });
}

/** The fields of an object's schema. */
export function fieldsOfSchema(schema: Readonly<Record<string, unknown>>): FormField[] {
  const { properties } = schema;
  if (!isJsonObject(properties)) return [];
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(properties)
    .map(([name, schema], place) => ({
      place,
      field: fieldOf(name, isJsonObject(schema) ? schema : {}, required.has(name)),
    }))
    .sort((a, b) => orderOf(a.field) - orderOf(b.field) || a.place - b.place)
    .map((entry) => entry.field);
}

function orderOf(field: FormField): number {
  const order = field.schema['x-order'];
  return typeof order === 'number' ? order : 1_000;
}

function fieldOf(name: string, schema: Record<string, unknown>, required: boolean): FormField {
  const text = (key: string): string | null => (typeof schema[key] === 'string' ? schema[key] : null);
  const bound = (key: string): number | null => (typeof schema[key] === 'number' ? schema[key] : null);
  const literal = schema['x-literal'] === true;
  return {
    name,
    title: text('title') ?? labelFromName(name),
    description: text('description'),
    control: controlOf(schema, literal),
    required: required && schema.default === undefined,
    template: !literal,
    perItem: schema['x-item'] === true,
    advanced: schema['x-advanced'] === true,
    placeholder: text('x-placeholder'),
    options: optionsOf(schema),
    default: schema.default,
    minimum: bound('minimum'),
    maximum: bound('maximum'),
    schema,
  };
}

function controlOf(schema: Record<string, unknown>, literal: boolean): FieldControl {
  const list = listControl(schema);
  if (list) return list;
  const hint = schema['x-control'];
  if (typeof hint === 'string' && controls.has(hint)) return hint as FieldControl;
  if (optionsOf(schema).length > 0) return 'select';
  if (schema.type === 'boolean') return 'switch';
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  if (schema.type === 'string') return literal ? 'text' : 'expression';
  return 'json';
}

/** Lists of texts and lists of small objects have forms, where a type asks for JSON or for nothing. */
function listControl(schema: Record<string, unknown>): FieldControl | null {
  const hint = schema['x-control'];
  if (schema.type !== 'array' || !isJsonObject(schema.items) || (hint !== undefined && hint !== 'json')) return null;
  if (schema.items.type === 'string' && !schema.items.enum) return 'texts';
  return isRowSchema(schema.items) ? 'rows' : null;
}

const rowControls: ReadonlySet<FieldControl> = new Set(['text', 'expression', 'select', 'switch', 'number']);

function isRowSchema(items: Record<string, unknown>): boolean {
  if (items.type !== 'object' || !isJsonObject(items.properties)) return false;
  const fields = fieldsOfSchema(items);
  const always = fields.filter((field) => field.schema['x-when'] === undefined);
  return fields.length > 0 && always.length <= 6 && fields.every((field) => rowControls.has(field.control));
}

function optionsOf(schema: Record<string, unknown>): FormField['options'] {
  const values = Array.isArray(schema.enum) ? schema.enum : constantsOf(schema.anyOf ?? schema.oneOf);
  const labels = isJsonObject(schema['x-options']) ? schema['x-options'] : {};
  return values
    .filter((value) => typeof value === 'string')
    .map((value) => ({ value, label: typeof labels[value] === 'string' ? labels[value] : value }));
}

function constantsOf(branches: unknown): unknown[] {
  if (!Array.isArray(branches)) return [];
  return branches.every((branch) => isJsonObject(branch) && 'const' in branch)
    ? branches.map((branch) => (branch as { const: unknown }).const)
    : [];
}

/** Problems belong to a field when their JSON Pointer begins with its name. */
export function isPathOfField(path: string | undefined, field: string): boolean {
  if (!path) return false;
  const pointer = path.startsWith('/') ? path : `/${path}`;
  const escaped = `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return pointer === escaped || pointer.startsWith(`${escaped}/`);
}
