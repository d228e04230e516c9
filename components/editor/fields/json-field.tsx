'use client';
import { useEffect, useRef, useState } from 'react';
import { parseJsonText, jsonTextOf } from '#lib/editor/json-text.ts';
import { useSession } from '../session/editor-context.tsx';
import type { ControlProps } from './field-props.ts';
import { LazyPreview } from './lazy-preview.tsx';
import { LazyCodeField } from './lazy-code-field.tsx';
import { useJsonFaultText } from './use-json-fault-text.ts';
import { useScopeShape } from './use-scope.ts';

/** Any JSON, with expressions in its texts, or one expression for the whole value. Saved whenever it is valid. */
export function JsonField({ nodeId, field, value, onChange, describedBy, invalid, readOnly }: ControlProps) {
  const faultText = useJsonFaultText();
  const { editor } = useSession();
  const scope = useScopeShape(nodeId, field.perItem);
  const [text, setText] = useState(() => jsonTextOf(value));
  const [error, setError] = useState<string | null>(null);
  const committed = useRef(value);
  useEffect(() => {
    if (committed.current === value) return;
    committed.current = value;
    setText(jsonTextOf(value));
    setError(null);
  }, [value]);
  const change = (next: string) => {
    setText(next);
    const parsed = parseJsonText(next, field.template);
    setError(parsed.ok ? null : faultText(parsed));
    if (!parsed.ok) return;
    committed.current = parsed.value;
    onChange(parsed.value);
  };
  return (
    <div>
      <LazyCodeField
        language={field.template ? 'json' : 'json-plain'}
        value={text}
        onChange={change}
        onBlur={() => editor.mark()}
        {...(field.template && { scope })}
        label={field.title}
        describedBy={describedBy}
        invalid={invalid || error !== null}
        readOnly={readOnly}
        placeholder={field.placeholder ?? undefined}
      />
      {error !== null ? <p className="text-error mt-1 text-xs">{error}</p> : null}
      {error === null && typeof value === 'string' ? <LazyPreview nodeId={nodeId} text={value} /> : null}
    </div>
  );
}
