'use client';
import { useQuery } from '@tanstack/react-query';
import { Keyboard, Moon, Plus, Sun, Workflow } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { queryKeys } from '#lib/client/query-keys.ts';
import { CommandDialog, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from '../ui/index.ts';
import { destinations, pathOf } from './navigation.ts';
import { useCan, useWorkspaceView } from './workspace-context.tsx';

interface CommandMenuProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShowShortcuts: () => void;
}

/** Ctrl+K: every place, the newest workflows and the actions that work everywhere. */
export function CommandMenu({ open, onOpenChange, onShowShortcuts }: CommandMenuProps) {
  const t = useTranslations('command');
  return (
    <CommandDialog open={open} onOpenChange={onOpenChange} label={t('placeholder')}>
      <CommandInput placeholder={t('placeholder')} />
      <CommandMenuItems onOpenChange={onOpenChange} onShowShortcuts={onShowShortcuts} />
    </CommandDialog>
  );
}

function CommandMenuItems({ onOpenChange, onShowShortcuts }: Omit<CommandMenuProps, 'open'>) {
  const t = useTranslations('command');
  const tNav = useTranslations('nav');
  const router = useRouter();
  const can = useCan();
  const { workspace, client } = useWorkspaceView();
  const { resolvedTheme, setTheme } = useTheme();
  const filter = { limit: 100 };
  const { data } = useQuery({
    queryKey: queryKeys.workflowList(workspace.id, filter),
    queryFn: ({ signal }) => client.call('listWorkflows', { query: filter, signal }),
  });
  const otherTheme = resolvedTheme === 'dark' ? 'light' : 'dark';
  const go = (path: string) => act(() => router.push(path));
  function act(run: () => void): void {
    onOpenChange(false);
    run();
  }
  return (
    <CommandList>
      <CommandEmpty>{t('empty')}</CommandEmpty>
      <CommandGroup heading={t('actions')}>
        {can('workflow:create') ? (
          <CommandItem onSelect={() => go(`${pathOf(workspace.slug, 'workflows')}?new=1`)}>
            <Plus aria-hidden />
            {t('newWorkflow')}
          </CommandItem>
        ) : null}
        <CommandItem onSelect={() => act(() => setTheme(otherTheme))}>
          {otherTheme === 'dark' ? <Moon aria-hidden /> : <Sun aria-hidden />}
          {t('switchTheme', { theme: otherTheme })}
        </CommandItem>
        <CommandItem shortcut="?" onSelect={() => act(onShowShortcuts)}>
          <Keyboard aria-hidden />
          {tNav('shortcuts')}
        </CommandItem>
      </CommandGroup>
      <CommandGroup heading={t('goTo')}>
        {destinations.map(({ id, icon: Icon, key }) => (
          <CommandItem key={id} shortcut={`G+${key.toUpperCase()}`} onSelect={() => go(pathOf(workspace.slug, id))}>
            <Icon aria-hidden />
            {tNav(id)}
          </CommandItem>
        ))}
      </CommandGroup>
      {data && data.items.length > 0 ? (
        <CommandGroup heading={t('workflows')}>
          {data.items.map((workflow) => (
            <CommandItem
              key={workflow.id}
              value={`${workflow.name} ${workflow.id}`}
              onSelect={() => go(`${pathOf(workspace.slug, 'workflows')}/${workflow.id}`)}
            >
              <Workflow aria-hidden />
              <span className="truncate">{workflow.name}</span>
            </CommandItem>
          ))}
        </CommandGroup>
      ) : null}
    </CommandList>
  );
}
