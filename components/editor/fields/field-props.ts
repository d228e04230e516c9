import type { FormField } from '#lib/editor/config-form.ts';

/** What every control of an inspector form gets. */
export interface ControlProps {
  nodeId: string;
  field: FormField;
  value: unknown;
  /** `undefined` takes the field away. */
  onChange: (value: unknown) => void;
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  readOnly: boolean;
}
