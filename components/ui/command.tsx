'use client';
import { Command as Primitive } from 'cmdk';
import { Search } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as DialogPrimitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { Kbd } from './kbd.tsx';

/** A filtering list; use it inside a popover, a panel or `CommandDialog`. */
export function Command({ className, ...rest }: ComponentProps<typeof Primitive>) {
  return <Primitive className={cn('flex min-h-0 flex-col overflow-hidden', className)} {...rest} />;
}

interface CommandDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The accessible name. */
  label: string;
  children: ReactNode;
}

export function CommandDialog({ open, onOpenChange, label, children }: CommandDialogProps) {
  return (
    <DialogPrimitive.Root open={open} onOpenChange={onOpenChange}>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Overlay className="animate-fade bg-overlay fixed inset-0 z-40" />
        <DialogPrimitive.Content
          aria-describedby={undefined}
          className="animate-fade rounded-card border-line bg-surface shadow-dialog fixed top-[12vh] left-1/2 z-40 flex max-h-[70vh] w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden border outline-none"
        >
          <DialogPrimitive.Title className="sr-only">{label}</DialogPrimitive.Title>
          <Command label={label} loop>
            {children}
          </Command>
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}

export function CommandInput({ className, ...rest }: ComponentProps<typeof Primitive.Input>) {
  return (
    <div className="border-line flex items-center gap-2 border-b px-3">
      <Search aria-hidden className="text-faint size-4 shrink-0" />
      <Primitive.Input className={cn('h-11 w-full bg-transparent text-base outline-none', className)} {...rest} />
    </div>
  );
}

export function CommandList({ className, ...rest }: ComponentProps<typeof Primitive.List>) {
  const t = useTranslations('ui');
  return (
    <Primitive.List label={t('results')} className={cn('min-h-0 flex-1 overflow-y-auto p-1', className)} {...rest} />
  );
}

export function CommandEmpty(props: ComponentProps<typeof Primitive.Empty>) {
  return <Primitive.Empty className="text-muted py-8 text-center text-sm" {...props} />;
}

export function CommandGroup({ className, ...rest }: ComponentProps<typeof Primitive.Group>) {
  return (
    <Primitive.Group
      className={cn(
        '[&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs',
        className,
      )}
      {...rest}
    />
  );
}

export function CommandItem({
  className,
  shortcut,
  children,
  ...rest
}: ComponentProps<typeof Primitive.Item> & { shortcut?: string }) {
  return (
    <Primitive.Item
      className={cn(
        'rounded-control data-[selected=true]:bg-hover [&>svg]:text-faint flex min-h-8 cursor-default items-center gap-2.5 px-2 text-sm select-none data-[disabled=true]:opacity-50 [&>svg]:size-4 [&>svg]:shrink-0',
        className,
      )}
      {...rest}
    >
      {children}
      {shortcut ? (
        <span className="ml-auto pl-4">
          <Kbd keys={shortcut} />
        </span>
      ) : null}
    </Primitive.Item>
  );
}
