'use client';
import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

interface SegmentedControlProps<V extends string> {
  value: V;
  onValueChange: (value: V) => void;
  options: readonly { value: V; label: ReactNode }[];
  label: string;
  className?: string;
}

/** A few exclusive choices side by side. One of them is always on. */
export function SegmentedControl<V extends string>({
  value,
  onValueChange,
  options,
  label,
  className,
}: SegmentedControlProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      aria-label={label}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onValueChange(option.value);
      }}
      className={cn(
        'rounded-control border-line bg-subtle inline-flex h-8 max-w-full overflow-x-auto border p-0.5',
        className,
      )}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="text-muted hover:text-ink data-[state=on]:bg-surface data-[state=on]:text-ink flex shrink-0 items-center gap-1.5 rounded-sm px-2.5 text-xs font-medium transition-colors focus-visible:-outline-offset-2 data-[state=on]:shadow-[0_0_0_1px_var(--line)] [&_svg]:size-3.5"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
