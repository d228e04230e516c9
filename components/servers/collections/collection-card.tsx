'use client';
import { Globe, KeyRound, Pencil, Settings, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { CollectionSummary } from '#lib/contracts/api/collections.ts';
import { useProblemText } from '../../i18n/use-problem-text.ts';
import { useCan } from '../../layout/workspace-context.tsx';
import { Badge, Button, ConfirmDialog, CopyButton, IconButton, toast } from '../../ui/index.ts';
import { CollectionDialog } from './collection-dialog.tsx';
import { CollectionSettings } from './collection-settings.tsx';
import { useCollectionChanges } from './use-collections.ts';

/** One collection: where it is, and whose tools it has. */
export function CollectionCard({ collection }: { collection: CollectionSummary }) {
  const t = useTranslations('collections');
  const can = useCan();
  const problemText = useProblemText();
  const { remove } = useCollectionChanges();
  const [open, setOpen] = useState<'edit' | 'settings' | 'delete' | null>(null);
  const { id, name, url, access, members, description } = collection;
  const close = () => setOpen(null);
  const AccessIcon = access === 'public' ? Globe : KeyRound;
  return (
    <li className="rounded-card border-line bg-surface border p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="min-w-0 truncate text-base font-semibold">{name}</h3>
        <Badge tone={access === 'public' ? 'warning' : 'neutral'}>
          <AccessIcon aria-hidden />
          {t(`access.${access}`)}
        </Badge>
        {can('deployment:manage') ? (
          <div className="flex items-center gap-2 sm:ml-auto">
            <Button size="sm" onClick={() => setOpen('edit')}>
              <Pencil aria-hidden />
              {t('edit')}
            </Button>
            <Button size="sm" onClick={() => setOpen('settings')}>
              <Settings aria-hidden />
              {t('settings')}
            </Button>
            <IconButton label={t('deleteNamed', { name })} onClick={() => setOpen('delete')}>
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        ) : null}
      </div>
      {description ? <p className="text-muted mt-1 text-sm break-words">{description}</p> : null}
      <div className="rounded-control bg-subtle mt-2.5 flex items-center gap-1 py-0.5 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 truncate font-mono text-xs" title={url}>
          {url}
        </code>
        <CopyButton text={url} label={t('copyUrl')} />
      </div>
      <div className="mt-2.5 flex flex-wrap items-center gap-1.5">
        <span className="text-faint mr-1 text-xs">{t('members', { count: members.length })}</span>
        {members.map((member) => (
          <Badge key={member.workflowId} tone={member.live ? 'neutral' : 'warning'}>
            <span className="truncate">{member.name}</span>
            {member.live ? null : ` · ${t('stopped')}`}
          </Badge>
        ))}
      </div>
      <CollectionDialog collection={open === 'edit' ? id : undefined} onClose={close} />
      <CollectionSettings collection={open === 'settings' ? id : null} onClose={close} />
      <ConfirmDialog
        open={open === 'delete'}
        onOpenChange={(opened) => (opened ? undefined : close())}
        title={t('deleteTitle', { name })}
        description={t('deleteText')}
        confirmLabel={t('delete')}
        busy={remove.isPending}
        onConfirm={() =>
          remove.mutate(id, {
            onSuccess: () => toast.success(t('deleted', { name })),
            onError: (error) => toast.error(problemText(error).text),
            onSettled: close,
          })
        }
      />
    </li>
  );
}
