'use client';
import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Checkbox, IconButton, Input, Skeleton } from '../../ui/index.ts';
import { useServerSettings } from '../use-server.ts';

/** A workflow of a collection as it is edited. */
export interface MemberDraft {
  workflowId: string;
  /** The workflow's. */
  name: string;
  /** What its tools are called here, by their names at their own server; null: left out. */
  names: Readonly<Record<string, string | null>>;
}

interface MemberEditorProps {
  member: MemberDraft;
  onChange: (member: MemberDraft) => void;
  onRemove: () => void;
}

/** Which tools of a workflow a collection has, and under which names. */
export function MemberEditor({ member, onChange, onRemove }: MemberEditorProps) {
  const t = useTranslations('collections');
  const server = useServerSettings(member.workflowId);
  const tools = server.data?.tools.flatMap(({ served }) => (served ? [served.name] : [])) ?? [];
  const set = (tool: string, as: string | null) => onChange({ ...member, names: { ...member.names, [tool]: as } });
  return (
    <section aria-label={member.name} className="rounded-control border-line border p-3">
      <div className="flex items-center justify-between gap-2">
        <h3 className="min-w-0 truncate text-sm font-medium">{member.name}</h3>
        <IconButton label={t('remove', { name: member.name })} onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </div>
      {server.isPending ? <Skeleton className="mt-2 h-8" /> : null}
      {!server.isPending && tools.length === 0 ? <p className="text-muted text-xs">{t('noTools')}</p> : null}
      <ul className="flex flex-col gap-2">
        {tools.map((tool) => {
          const as = Object.hasOwn(member.names, tool) ? (member.names[tool] ?? null) : tool;
          return (
            <li key={tool} className="grid items-center gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
              <label className="flex min-w-0 items-center gap-2">
                <Checkbox checked={as !== null} onCheckedChange={(on) => set(tool, on === true ? tool : null)} />
                <code className="truncate font-mono text-xs" title={tool}>
                  {tool}
                </code>
              </label>
              {as === null ? (
                <span className="text-faint text-xs">{t('leftOut')}</span>
              ) : (
                <Input
                  aria-label={t('nameOf', { tool })}
                  className="font-mono"
                  spellCheck={false}
                  autoComplete="off"
                  placeholder={tool}
                  value={as}
                  onChange={(event) => set(tool, event.target.value)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
