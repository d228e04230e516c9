'use client';
import { useEffect, useRef, useState } from 'react';
import { Field, Input } from '#components/ui/index.ts';
import { useSession } from '../session/editor-context.tsx';

interface NumberSettingProps {
  label: string;
  help: string;
  value: number | undefined;
  placeholder: number | string;
  max: number;
  readOnly: boolean;
  /** `undefined`: the field was emptied. */
  onChange: (value: number | undefined) => void;
}

/** A whole number from 1 to `max`; what lies outside is moved to the nearest bound. */
export function NumberSetting({ label, help, value, placeholder, max, readOnly, onChange }: NumberSettingProps) {
  const { editor } = useSession();
  const [text, setText] = useState(value === undefined ? '' : String(value));
  const committed = useRef(value);
  useEffect(() => {
    if (committed.current === value) return;
    committed.current = value;
    setText(value === undefined ? '' : String(value));
  }, [value]);
  const change = (typed: string) => {
    const digits = typed.replace(/\D/g, '');
    setText(digits);
    committed.current = digits === '' ? undefined : Math.min(max, Math.max(1, Number(digits)));
    onChange(committed.current);
  };
  return (
    <Field label={label} help={help}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          className="max-w-40"
          readOnly={readOnly}
          placeholder={String(placeholder)}
          value={text}
          onChange={(event) => change(event.target.value)}
          onBlur={() => {
            setText(committed.current === undefined ? '' : String(committed.current));
            editor.mark();
          }}
        />
      )}
    </Field>
  );
}
