'use client';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';
import { LazyCodeField } from './lazy-code-field.tsx';
import { LazyPreview } from './lazy-preview.tsx';
import { useScopeShape } from './use-scope.ts';

/** How a value is written into a one-line field. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A template field: completion, colours, and the value that it had in the last try below it. */
export function ExpressionField({ nodeId, field, value, onChange, describedBy, invalid, readOnly }: ControlProps) {
  const { editor } = useSession();
  const scope = useScopeShape(nodeId, field.perItem);
  const text = textOf(value);
  const lines = field.control === 'textarea' || field.control === 'code';
  return (
    <div>
      <LazyCodeField
        language={lines ? 'template' : 'template-line'}
        value={text}
        onChange={(next) => onChange(next === '' ? undefined : next)}
        onBlur={() => editor.mark()}
        scope={scope}
        label={field.title}
        describedBy={describedBy}
        invalid={invalid}
        readOnly={readOnly}
        placeholder={field.placeholder ?? undefined}
      />
      {field.perItem ? null : <LazyPreview nodeId={nodeId} text={text} />}
    </div>
  );
}
