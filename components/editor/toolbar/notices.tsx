'use client';
import { Info } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Button, toast } from '#components/ui/index.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';

/** A bar when another tab or person saved this draft, and a short message when a command was refused. */
export function Notices() {
  const t = useTranslations('editor');
  const { autosave, ui } = useSession();
  const revision = useUi((state) => state.foreignRevision);
  const conflict = useUi((state) => state.save.kind === 'conflict');
  const refusal = useEditor((state) => state.refusal);
  useEffect(() => {
    if (refusal) toast.warning(t(`refusal.${refusal.code}`));
  }, [refusal, t]);
  if (revision === null || conflict || revision <= autosave.revision()) return null;
  return (
    <div
      role="status"
      className="border-line bg-warning-subtle text-warning flex items-center gap-2 border-b px-4 py-1.5 text-sm"
    >
      <Info aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 flex-1">{t('notice.changedElsewhere')}</span>
      <Button size="sm" onClick={() => void autosave.takeTheirs().then(() => ui.setState({ foreignRevision: null }))}>
        {t('notice.reload')}
      </Button>
    </div>
  );
}
