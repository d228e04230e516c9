'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { Button, Dialog, DialogContent, RelativeTime } from '#components/ui/index.ts';
import { diffDefinitions } from '#lib/editor/diff-definitions.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { ChangeList } from '../versions/change-list.tsx';

/** Somebody else saved in the meantime: shows how the two drafts differ, and lets the person choose a side. */
export function ConflictDialog() {
  const t = useTranslations('editor.conflict');
  const { autosave, ui } = useSession();
  const save = useUi((state) => state.save);
  const mine = useEditor((state) => state.definition);
  const theirs = save.kind === 'conflict' ? save.theirs : null;
  const changes = useMemo(() => (theirs ? diffDefinitions(theirs.definition, mine) : []), [theirs, mine]);
  if (!theirs) return null;
  return (
    <Dialog open>
      <DialogContent
        size="lg"
        title={t('title')}
        description={
          <>
            {t('description')} <RelativeTime value={theirs.updatedAt} />
          </>
        }
        onEscapeKeyDown={(event) => event.preventDefault()}
        onInteractOutside={(event) => event.preventDefault()}
        footer={
          <>
            <Button onClick={() => void autosave.takeTheirs().then(() => ui.setState({ foreignRevision: null }))}>
              {t('takeTheirs')}
            </Button>
            <Button
              variant="primary"
              onClick={() => void autosave.keepMine().then(() => ui.setState({ foreignRevision: null }))}
            >
              {t('keepMine')}
            </Button>
          </>
        }
      >
        <h3 className="mb-2 text-sm font-medium">{t('mineHas')}</h3>
        <ChangeList changes={changes} empty={t('same')} />
      </DialogContent>
    </Dialog>
  );
}
