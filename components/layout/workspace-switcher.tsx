'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronsUpDown, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import {
  Button,
  Dialog,
  DialogClose,
  DialogContent,
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '../ui/index.ts';
import { CreateWorkspaceForm } from './create-workspace-form.tsx';
import { pathOf } from './navigation.ts';
import { useWorkspaceView } from './workspace-context.tsx';

/** Which workspace this is, the way to the others, and to a new one. */
export function WorkspaceSwitcher({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const t = useTranslations('switcher');
  const tNav = useTranslations('nav');
  const tRoles = useTranslations('roles');
  const router = useRouter();
  const { workspace, client } = useWorkspaceView();
  const [open, setOpen] = useState(false);
  const [creating, setCreating] = useState(false);
  const workspaces = useQuery({
    queryKey: queryKeys.workspaces(),
    queryFn: ({ signal }) => client.call('listWorkspaces', { signal }),
    enabled: open,
  });
  const rows = workspaces.data?.items ?? [workspace];
  const go = (slug: string): void => {
    onNavigate?.();
    router.push(pathOf(slug, 'workflows'));
  };
  return (
    <>
      <DropdownMenu open={open} onOpenChange={setOpen}>
        <DropdownMenuTrigger className="rounded-control hover:bg-hover data-[state=open]:bg-hover flex items-center gap-2 px-1.5 py-1 text-left transition-colors">
          <span className="min-w-0 flex-1">
            <span className="text-faint block text-xs">{tNav('workspace')}</span>
            <span className="block truncate text-sm font-medium" title={workspace.name}>
              {workspace.name}
            </span>
          </span>
          <span className="sr-only">{t('label')}</span>
          <ChevronsUpDown aria-hidden className="text-faint size-4 shrink-0" />
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start" className="max-h-80 w-56 overflow-y-auto">
          <DropdownMenuLabel>{t('label')}</DropdownMenuLabel>
          <DropdownMenuRadioGroup value={workspace.slug} onValueChange={go}>
            {rows.map((row) => (
              <DropdownMenuRadioItem key={row.id} value={row.slug}>
                <span className="min-w-0">
                  <span className="block truncate">{row.name}</span>
                  <span className="text-faint block text-xs">{tRoles(row.role)}</span>
                </span>
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={() => setCreating(true)}>
            <Plus aria-hidden />
            {t('create')}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <CreateWorkspaceDialog open={creating} onOpenChange={setCreating} />
    </>
  );
}

function CreateWorkspaceDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('switcher');
  const tUi = useTranslations('ui');
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open ? (
        <DialogContent title={t('createTitle')} description={t('createText')}>
          <CreateWorkspaceForm>
            {(busy) => (
              <>
                <DialogClose asChild>
                  <Button>{tUi('cancel')}</Button>
                </DialogClose>
                <Button type="submit" variant="primary" busy={busy}>
                  {t('create')}
                </Button>
              </>
            )}
          </CreateWorkspaceForm>
        </DialogContent>
      ) : null}
    </Dialog>
  );
}
