'use client';
import type { ReactNode } from 'react';
import { cn } from '../ui/index.ts';

interface TimelineRowProps {
  selected: boolean;
  /** How many loops the row lies in. */
  depth?: number;
  expanded?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

/** A row that can be chosen. */
export function TimelineRow({ selected, depth = 0, expanded, onSelect, children }: TimelineRowProps) {
  return (
    <button
      type="button"
      aria-current={selected ? 'true' : undefined}
      aria-expanded={expanded}
      onClick={onSelect}
      style={depth > 0 ? { paddingLeft: `${8 + depth * 14}px` } : undefined}
      className={cn(
        'rounded-control hover:bg-hover flex min-h-9 w-full items-center gap-2.5 px-2 py-1.5 text-left text-sm focus-visible:-outline-offset-2',
        selected && 'bg-accent-subtle hover:bg-accent-subtle',
      )}
    >
      {children}
    </button>
  );
}
