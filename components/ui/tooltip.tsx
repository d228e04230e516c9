'use client';
import { Tooltip as Primitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';

export const TooltipProvider = (props: ComponentProps<typeof Primitive.Provider>) => (
  <Primitive.Provider delayDuration={350} skipDelayDuration={200} {...props} />
);

interface TooltipProps {
  content: ReactNode;
  shortcut?: string | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  children: ReactNode;
}

/** A hint for a focusable child. Never the only place of an information. */
export function Tooltip({ content, shortcut, side = 'top', children }: TooltipProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="animate-fade rounded-control bg-ink text-canvas shadow-float z-50 flex max-w-72 items-center gap-2 px-2 py-1 text-xs"
        >
          {content}
          {shortcut ? <Kbd keys={shortcut} inverted /> : null}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
