'use client';
import { Check } from 'lucide-react';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { Kbd } from './kbd.tsx';
import { menuItemStyles, menuPanelStyles } from './menu-styles.ts';

/** Not modal: the page behind stays readable to assistive technology while the menu is open. */
export const DropdownMenu = (props: ComponentProps<typeof Primitive.Root>) => (
  <Primitive.Root modal={false} {...props} />
);
export const DropdownMenuTrigger = Primitive.Trigger;
export const DropdownMenuRadioGroup = Primitive.RadioGroup;

export function DropdownMenuContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content sideOffset={4} collisionPadding={8} className={cn(menuPanelStyles, className)} {...rest} />
    </Primitive.Portal>
  );
}

interface ItemProps extends ComponentProps<typeof Primitive.Item> {
  danger?: boolean;
  shortcut?: string;
}

export function DropdownMenuItem({ className, danger, shortcut, children, asChild, ...rest }: ItemProps) {
  const styles = cn(menuItemStyles, className);
  if (asChild) {
    return (
      <Primitive.Item asChild className={styles} {...rest}>
        {children}
      </Primitive.Item>
    );
  }
  return (
    <Primitive.Item className={styles} data-danger={danger || undefined} {...rest}>
      {children}
      {shortcut ? (
        <span className="ml-auto pl-4">
          <Kbd keys={shortcut} />
        </span>
      ) : null}
    </Primitive.Item>
  );
}

export function DropdownMenuRadioItem({ className, children, ...rest }: ComponentProps<typeof Primitive.RadioItem>) {
  return (
    <Primitive.RadioItem className={cn(menuItemStyles, 'pr-8', className)} {...rest}>
      {children}
      <Primitive.ItemIndicator className="absolute right-2">
        <Check aria-hidden className="size-3.5" />
      </Primitive.ItemIndicator>
    </Primitive.RadioItem>
  );
}

export function DropdownMenuLabel({ children }: { children: ReactNode }) {
  return <Primitive.Label className="text-faint truncate px-2 py-1 text-xs">{children}</Primitive.Label>;
}

export const DropdownMenuSeparator = () => <Primitive.Separator className="bg-line -mx-1 my-1 h-px" />;
