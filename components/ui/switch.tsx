'use client';
import { Switch as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export function Switch({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        'bg-line-strong data-[state=checked]:bg-accent inline-flex h-4.5 w-8 shrink-0 items-center rounded-full p-0.5 transition-colors disabled:opacity-50',
        className,
      )}
      {...rest}
    >
      <Primitive.Thumb className="bg-surface data-[state=checked]:bg-accent-fg block size-3.5 rounded-full transition-transform data-[state=checked]:translate-x-3.5" />
    </Primitive.Root>
  );
}
