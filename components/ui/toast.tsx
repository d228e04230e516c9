'use client';
import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { Toaster as Sonner } from 'sonner';
import { Spinner } from './spinner.tsx';

export { toast } from 'sonner';

/** Where toasts appear. Rendered once, by the root layout's providers. */
export function Toaster() {
  const t = useTranslations('ui');
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      style={{ fontFamily: 'inherit' }}
      containerAriaLabel={t('notifications')}
      icons={{
        success: <CircleCheck className="text-success size-4" />,
        error: <CircleX className="text-error size-4" />,
        warning: <TriangleAlert className="text-warning size-4" />,
        info: <Info className="text-muted size-4" />,
        loading: <Spinner />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-2.5 rounded-card border border-line bg-surface px-3.5 py-3 text-sm text-ink shadow-float',
          content: 'min-w-0 flex-1',
          title: 'font-medium break-words',
          description: 'text-xs break-words text-muted',
          actionButton: 'h-7 shrink-0 rounded-control border border-line px-2.5 text-xs font-medium hover:bg-hover',
          cancelButton: 'h-7 shrink-0 rounded-control px-2.5 text-xs text-muted hover:bg-hover',
        },
      }}
    />
  );
}
