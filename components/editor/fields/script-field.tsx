'use client';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';
import { LazyCodeField } from './lazy-code-field.tsx';
import { useScopeShape } from './use-scope.ts';

/** JavaScript of a code node. */
export function ScriptField({ nodeId, field, value, onChange, describedBy, invalid, readOnly }: ControlProps) {
  const { editor } = useSession();
  const scope = useScopeShape(nodeId, false);
  return (
    <LazyCodeField
      language="javascript"
      value={typeof value === 'string' ? value : ''}
      onChange={onChange}
      onBlur={() => editor.mark()}
      scope={scope}
      label={field.title}
      describedBy={describedBy}
      invalid={invalid}
      readOnly={readOnly}
      placeholder={field.placeholder ?? undefined}
      minHeight="220px"
      maxHeight="60vh"
    />
  );
}
