'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { Check, CloudOff, GitCompareArrows, Pencil, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Spinner } from '#components/ui/index.ts';
import { cn } from '#components/ui/cn.ts';
import type { SaveState } from '#lib/editor/autosave.ts';
import { useSession, useUi } from '../session/editor-context.tsx';

const icons: Readonly<Record<SaveState['kind'], ReactNode>> = {
  saved: <Check aria-hidden className="text-success" />,
  dirty: <Pencil aria-hidden />,
  saving: <Spinner />,
  offline: <CloudOff aria-hidden className="text-warning" />,
  conflict: <GitCompareArrows aria-hidden className="text-warning" />,
  error: <TriangleAlert aria-hidden className="text-error" />,
};

/** Whether the draft is on the server. An error can be tried again by hand. */
export function SaveStatus() {
  const t = useTranslations('editor.save');
  const said = useSaid();
  const { autosave } = useSession();
  const save = useUi((state) => state.save);
  const text = t(save.kind);
  return (
    <span
      role="status"
      data-save-state={save.kind}
      title={save.kind === 'error' ? said(save).message : text}
      className="text-muted flex shrink-0 items-center gap-1.5 px-1 text-xs [&_svg]:size-3.5"
    >
      {icons[save.kind]}
      <span className={cn('max-sm:sr-only', save.kind === 'error' && 'text-error')}>{text}</span>
      {save.kind === 'error' || save.kind === 'offline' ? (
        <button type="button" className="text-accent-text hover:underline" onClick={() => void autosave.flush()}>
          {t('retry')}
        </button>
      ) : null}
    </span>
  );
}
