'use client';
import { assertNever } from '#lib/shared/assert-never.ts';
import { CasesField } from './cases-field.tsx';
import { ConnectionField } from './connection-field.tsx';
import type { ControlProps } from './field-props.ts';
import { HintsField } from './hints-field.tsx';
import { JsonField } from './json-field.tsx';
import { KeyValueField } from './key-value-field.tsx';
import { RowsField } from './rows-field.tsx';
import { isScalar, ScalarControl } from './scalar-control.tsx';
import { SchemaField } from './schema-field.tsx';
import { ScriptField } from './script-field.tsx';
import { TextsField } from './texts-field.tsx';
import { TimeZoneField } from './time-zone-field.tsx';
import { WorkflowField, WorkflowTriggerField } from './workflow-field.tsx';
import { WorkflowInputField } from './workflow-input-field.tsx';

/** The control that a field's hints ask for. */
export function ConfigControl(props: ControlProps) {
  const { field } = props;
  const { control } = field;
  if (isScalar(control)) return <ScalarControl {...props} />;
  switch (control) {
    case 'code':
      return <ScriptField {...props} />;
    case 'json':
      return <JsonField {...props} />;
    case 'schema':
      return <SchemaField {...props} />;
    case 'keyValue':
      return <KeyValueField {...props} />;
    case 'cases':
      return <CasesField {...props} />;
    case 'connection':
      return <ConnectionField {...props} />;
    case 'rows':
      return <RowsField {...props} />;
    case 'texts':
      return <TextsField {...props} />;
    case 'workflow':
      return <WorkflowField {...props} />;
    case 'workflowTrigger':
      return <WorkflowTriggerField {...props} />;
    case 'workflowInput':
      return <WorkflowInputField {...props} />;
    case 'timezone':
      return <TimeZoneField {...props} />;
    case 'hints':
      return <HintsField {...props} />;
    default:
      return assertNever(control);
  }
}
