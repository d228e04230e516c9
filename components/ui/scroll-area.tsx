'use client';
import { ScrollArea as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

/** A scrolling region with a slim bar; its content can be reached and scrolled by keyboard. */
export function ScrollArea({
  className,
  label,
  children,
}: {
  className?: string;
  label?: string;
  children: ReactNode;
}) {
  return (
    <Primitive.Root className={cn('overflow-hidden', className)} type="hover">
      <Primitive.Viewport
        className="size-full [&>div]:block!"
        {...(label ? { tabIndex: 0, role: 'region', 'aria-label': label } : {})}
      >
        {children}
      </Primitive.Viewport>
      {(['vertical', 'horizontal'] as const).map((orientation) => (
        <Primitive.Scrollbar
          key={orientation}
          orientation={orientation}
          className={cn('flex touch-none p-0.5 select-none', orientation === 'vertical' ? 'w-2' : 'h-2 flex-col')}
        >
          <Primitive.Thumb className="bg-line-strong relative flex-1 rounded-full" />
        </Primitive.Scrollbar>
      ))}
    </Primitive.Root>
  );
}
