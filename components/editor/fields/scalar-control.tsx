'use client';
import type { FieldControl } from '#lib/editor/config-form.ts';
import { ExpressionField } from './expression-field.tsx';
import type { ControlProps } from './field-props.ts';
import { NumberField, SelectField, SwitchField, TextField } from './simple-fields.tsx';

const scalars = ['text', 'textarea', 'expression', 'number', 'select', 'switch'] as const;
type ScalarControlName = (typeof scalars)[number];

export function isScalar(control: FieldControl): control is ScalarControlName {
  return (scalars as readonly string[]).includes(control);
}

/** One value: a text, a number, a choice. A field whose texts are templates gets completion wherever it is text. */
export function ScalarControl(props: ControlProps) {
  const { control, template } = props.field;
  if (control === 'select') return <SelectField {...props} />;
  if (control === 'switch') return <SwitchField {...props} />;
  if (template) return <ExpressionField {...props} />;
  return control === 'number' ? <NumberField {...props} /> : <TextField {...props} />;
}
