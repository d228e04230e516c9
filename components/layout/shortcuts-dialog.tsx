'use client';
import { useTranslations } from 'next-intl';
import type { Messages } from '../i18n/catalogues.ts';
import { Dialog, DialogContent, Kbd } from '../ui/index.ts';

type Text = keyof Messages['shortcuts'];

/** What the dialog lists; keys of a sequence are separated by a blank. The editor shows its own list beside this one. */
const groups: readonly { title: Text; rows: readonly { text: Text; keys: string }[] }[] = [
  {
    title: 'general',
    rows: [
      { text: 'commandMenu', keys: 'Ctrl+K' },
      { text: 'help', keys: '?' },
      { text: 'goWorkflows', keys: 'G W' },
      { text: 'goExecutions', keys: 'G E' },
      { text: 'goApprovals', keys: 'G A' },
      { text: 'goServers', keys: 'G S' },
      { text: 'goConnections', keys: 'G C' },
      { text: 'goMemory', keys: 'G M' },
      { text: 'goSettings', keys: 'G ,' },
    ],
  },
  {
    title: 'lists',
    rows: [
      { text: 'focusSearch', keys: '/' },
      { text: 'newItem', keys: 'N' },
      { text: 'nextRow', keys: '↑ ↓' },
      { text: 'openRow', keys: 'Enter' },
    ],
  },
];

export function ShortcutsDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('shortcuts');
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={t('title')}>
        <div className="flex flex-col gap-5">
          {groups.map((group) => (
            <section key={group.title}>
              <h3 className="text-faint mb-1 text-xs font-medium">{t(group.title)}</h3>
              <dl className="divide-line divide-y">
                {group.rows.map((row) => (
                  <div key={row.text} className="flex items-center justify-between gap-4 py-1.5">
                    <dt>{t(row.text)}</dt>
                    <dd className="flex shrink-0 items-center gap-1">
                      {row.keys.split(' ').map((key) => (
                        <Kbd key={key} keys={key} />
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogContent>
    </Dialog>
  );
}
