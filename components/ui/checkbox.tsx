'use client';
import { Check } from 'lucide-react';
import { Checkbox as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export function Checkbox({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        'border-line-strong bg-surface data-[state=checked]:border-accent data-[state=checked]:bg-accent flex size-4 shrink-0 items-center justify-center rounded-sm border transition-colors disabled:opacity-50',
        className,
      )}
      {...rest}
    >
      <Primitive.Indicator>
        <Check aria-hidden strokeWidth={3} className="text-accent-fg size-3" />
      </Primitive.Indicator>
    </Primitive.Root>
  );
}
