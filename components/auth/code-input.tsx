'use client';
import type { ComponentProps } from 'react';
import { Input } from '../ui/index.ts';

interface CodeInputProps extends Omit<ComponentProps<typeof Input>, 'value' | 'onChange' | 'type'> {
  value: string;
  onValue: (code: string) => void;
  /** Letters too: a recovery code. */
  recovery?: boolean;
}

/** A field for a one-time code. Phones offer the code and show digits; what is pasted may hold spaces. */
export function CodeInput({ value, onValue, recovery = false, ...rest }: CodeInputProps) {
  return (
    <Input
      {...rest}
      className="h-10 font-mono text-base tracking-widest"
      inputMode={recovery ? 'text' : 'numeric'}
      autoComplete={recovery ? 'off' : 'one-time-code'}
      autoCapitalize={recovery ? 'characters' : 'off'}
      autoCorrect="off"
      spellCheck={false}
      maxLength={40}
      value={value}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}
