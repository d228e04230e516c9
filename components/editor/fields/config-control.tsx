'use client';
import { assertNever } from '#lib/shared/assert-never.ts';
import { CasesField } from './cases-field.tsx';
import { ConnectionField } from './connection-field.tsx';
import { ExpressionField } from './expression-field.tsx';
import type { ControlProps } from './field-props.ts';
import { JsonField } from './json-field.tsx';
import { KeyValueField } from './key-value-field.tsx';
import { SchemaField } from './schema-field.tsx';
import { ScriptField } from './script-field.tsx';
import { NumberField, SelectField, SwitchField, TextField } from './simple-fields.tsx';

/** The control that a field's hints ask for. A field whose texts are templates gets completion wherever it is text. */
export function ConfigControl(props: ControlProps) {
  const { field } = props;
  switch (field.control) {
    case 'text':
    case 'textarea':
      return field.template ? <ExpressionField {...props} /> : <TextField {...props} />;
    case 'expression':
      return <ExpressionField {...props} />;
    case 'number':
      return field.template ? <ExpressionField {...props} /> : <NumberField {...props} />;
    case 'code':
      return <ScriptField {...props} />;
    case 'json':
      return <JsonField {...props} />;
    case 'select':
      return <SelectField {...props} />;
    case 'switch':
      return <SwitchField {...props} />;
    case 'schema':
      return <SchemaField {...props} />;
    case 'keyValue':
      return <KeyValueField {...props} />;
    case 'cases':
      return <CasesField {...props} />;
    case 'connection':
      return <ConnectionField {...props} />;
    default:
      return assertNever(field.control);
  }
}
