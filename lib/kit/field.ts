import { z } from 'zod';

/**
 * Hints that stand beside a config field in its JSON Schema (see `nodeTypeDescriptionSchema`). They are zod metadata,
 * so `z.toJSONSchema` carries them over.
 */
export interface FieldHints {
  title?: string;
  description?: string;
  'x-literal'?: true;
  'x-lazy'?: true;
  'x-item'?: true;
  /** How values are put into the text: `url` keeps the literal scheme, host and path prefix (`security.md`, outbound). */
  'x-encode'?: 'url';
  /** A secret variable may stand in this text, alone between its braces: it gets its value when it is sent. */
  'x-secret-variables'?: true;
  'x-control'?:
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
    | 'connection';
  /** With the control `connection`: the connectors that suit the field. */
  'x-connectors'?: readonly string[];
  /** A new node draws a value that nobody can guess. */
  'x-generate'?: 'random';
  /** Of a list's row: shown only while another field of the row has one of these values. */
  'x-when'?: { field: string; in: readonly string[] };
  /** With the control `schema`: people fill it in, so that its fields have labels. */
  'x-for'?: 'people';
  'x-placeholder'?: string;
  /** Labels of an enumeration's values; a value without one is shown as it is. */
  'x-options'?: Readonly<Record<string, string>>;
  'x-advanced'?: true;
  'x-order'?: number;
}

/** A field whose texts are templates, resolved before the node starts. */
export function field<S extends z.ZodType>(schema: S, hints: FieldHints = {}): S {
  return schema.meta({ ...hints }) as S;
}

/** A field that is never a template: ids, code, schemas, enumerations. */
export function literal<S extends z.ZodType>(schema: S, hints: FieldHints = {}): S {
  return schema.meta({ 'x-literal': true, ...hints }) as S;
}

/**
 * A template that the executor evaluates itself, when and as often as it needs (conditions of a switch, per-item
 * fields). At run time the config holds a `LazyTemplate` in its place.
 */
export function lazy(hints: FieldHints = {}): z.ZodType<LazyTemplate, string | number | boolean> {
  return z
    .unknown()
    .meta({ type: 'string', 'x-lazy': true, 'x-control': 'expression', ...hints }) as unknown as z.ZodType<
    LazyTemplate,
    string | number | boolean
  >;
}

/** A compiled template with the step's scope bound to it. Throws the step error of the failing expression. */
export interface LazyTemplate {
  evaluate(extra?: { item: unknown; index: number }): unknown;
}
