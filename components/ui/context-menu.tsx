'use client';
import { ContextMenu as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { Kbd } from './kbd.tsx';
import { menuItemStyles, menuPanelStyles } from './menu-styles.ts';

export const ContextMenu = Primitive.Root;
export const ContextMenuTrigger = Primitive.Trigger;

export function ContextMenuContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content collisionPadding={8} className={cn(menuPanelStyles, className)} {...rest} />
    </Primitive.Portal>
  );
}

interface ItemProps extends ComponentProps<typeof Primitive.Item> {
  danger?: boolean;
  shortcut?: string;
}

export function ContextMenuItem({ className, danger, shortcut, children, ...rest }: ItemProps) {
  return (
    <Primitive.Item className={cn(menuItemStyles, className)} data-danger={danger || undefined} {...rest}>
      {children}
      {shortcut ? (
        <span className="ml-auto pl-4">
          <Kbd keys={shortcut} />
        </span>
      ) : null}
    </Primitive.Item>
  );
}

export const ContextMenuSeparator = () => <Primitive.Separator className="bg-line -mx-1 my-1 h-px" />;
