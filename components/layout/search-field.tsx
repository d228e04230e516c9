'use client';
import { Search } from 'lucide-react';
import { useRef } from 'react';
import { Input } from '../ui/index.ts';
import { useShortcuts } from './use-shortcuts.ts';

interface SearchFieldProps {
  value: string;
  onValueChange: (value: string) => void;
  label: string;
}

/** The search of a list; `/` puts the cursor there. */
export function SearchField({ value, onValueChange, label }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: '/', run: () => input.current?.focus() }]);
  return (
    <div className="relative w-full sm:w-64">
      <Search aria-hidden className="text-faint pointer-events-none absolute top-2 left-2.5 size-4" />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        className="pl-8"
        onChange={(event) => onValueChange(event.target.value)}
      />
    </div>
  );
}
