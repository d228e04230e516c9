import { isJsonObject } from '#lib/shared/json.ts';
import { fieldsOfSchema, type FormField } from './config-form.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The fields of one row of a list of objects. */
export function rowFields(field: FormField): FormField[] {
  const { items } = field.schema;
  return isJsonObject(items) ? fieldsOfSchema(items) : [];
}

/** The rows of a value; `null` if it is no list of objects (an expression for the whole list, say). */
export function rowsOf(value: unknown): Row[] | null {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every((entry) => isJsonObject(entry)) ? (value as Row[]) : null;
}

/** The fields that a row shows now: some depend on what another one says. A field that holds something is never hidden. */
export function shownFields(fields: readonly FormField[], row: Row): FormField[] {
  return fields.filter((field) => {
    const when = field.schema['x-when'];
    if (!isJsonObject(when) || !Array.isArray(when.in) || row[field.name] !== undefined) return true;
    return when.in.includes(row[String(when.field)] as never);
  });
}

/** A fresh row: defaults, the first option where one must be chosen, an empty text where one is needed. */
export function newRow(fields: readonly FormField[]): Row {
  const entries = fields.flatMap((field): [string, unknown][] => {
    if (field.default !== undefined) return [[field.name, field.default]];
    if (!field.required) return [];
    if (field.options.length > 0) return [[field.name, field.options[0]!.value]];
    return field.control === 'text' || field.control === 'expression' ? [[field.name, '']] : [];
  });
  return Object.fromEntries(entries);
}

/** The row with a field set; `undefined` takes it away. */
export function withField(row: Row, name: string, value: unknown): Row {
  const { [name]: _, ...rest } = row;
  return value === undefined ? rest : { ...row, [name]: value };
}

/** The list with one element elsewhere; the same list if that is no place of it. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  if (from < 0 || to < 0 || from >= next.length || to >= next.length) return next;
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** The texts of a value; `null` if it is no list of texts. */
export function textsOf(value: unknown): string[] | null {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : null;
}
