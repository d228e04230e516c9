'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Primitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { Button } from './button.tsx';

export const Dialog = Primitive.Root;
export const DialogClose = Primitive.Close;

const overlayStyles = 'fixed inset-0 z-40 animate-fade bg-overlay';

interface DialogContentProps extends Omit<ComponentProps<typeof Primitive.Content>, 'title'> {
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, right-aligned at the bottom. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg' | 'xl';
}

/**
 * A dialog without a field of its own takes the focus itself: on its first button, the close button, the focus would
 * open a tooltip, and the first Escape would only close that.
 */
function focusItself(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

const widths = { sm: 'max-w-sm', md: 'max-w-md', lg: 'max-w-2xl', xl: 'max-w-4xl' } as const;

/** A dialog with its title, a close button and a scrolling body. */
export function DialogContent({
  title,
  description,
  footer,
  size = 'md',
  className,
  children,
  ...rest
}: DialogContentProps) {
  const t = useTranslations('ui');
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyles} />
      <Primitive.Content
        className={cn(
          'animate-fade rounded-card border-line bg-surface shadow-dialog fixed top-1/2 left-1/2 z-40 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col border outline-none',
          widths[size],
          className,
        )}
        onOpenAutoFocus={focusItself}
        {...(description ? {} : { 'aria-describedby': undefined })}
        {...rest}
      >
        <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
          <div className="min-w-0">
            <Primitive.Title className="text-lg font-semibold break-words">{title}</Primitive.Title>
            {description ? (
              <Primitive.Description className="text-muted mt-1 text-sm break-words">
                {description}
              </Primitive.Description>
            ) : null}
          </div>
          {/* No tooltip: it would take the first Escape for itself. */}
          <Primitive.Close asChild>
            <Button variant="ghost" aria-label={t('close')} className="-mr-1.5 size-7 p-0">
              <X aria-hidden />
            </Button>
          </Primitive.Close>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
        {footer ? (
          <footer className="border-line flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>
        ) : null}
      </Primitive.Content>
    </Primitive.Portal>
  );
}

interface SheetContentProps extends ComponentProps<typeof Primitive.Content> {
  label: string;
  side?: 'left' | 'right';
}

/** A panel from the side: navigation on small screens. */
export function SheetContent({ label, side = 'left', className, children, ...rest }: SheetContentProps) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyles} />
      <Primitive.Content
        aria-describedby={undefined}
        className={cn(
          'animate-sheet border-line bg-surface shadow-dialog fixed inset-y-0 z-40 flex w-72 max-w-[85vw] flex-col outline-none',
          side === 'left' ? 'left-0 border-r' : 'right-0 border-l',
          className,
        )}
        {...rest}
      >
        <Primitive.Title className="sr-only">{label}</Primitive.Title>
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  );
}
