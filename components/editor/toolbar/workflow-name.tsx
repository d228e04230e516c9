'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { useProblemText } from '#components/i18n/use-problem-text.ts';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { toast } from '#components/ui/index.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** The workflow's name, edited in place; Enter or leaving the field saves it, Escape takes it back. */
export function WorkflowName({ initial }: { initial: string }) {
  const t = useTranslations('editor.bar');
  const { client, workflow } = useSession();
  const { workspace } = useWorkspaceView();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const readOnly = useEditor((state) => state.readOnly);
  const saved = useRef(initial);
  const [name, setName] = useState(initial);
  const commit = async () => {
    const next = name.trim();
    if (next === '' || next === saved.current) return setName(saved.current);
    const before = saved.current;
    saved.current = next;
    try {
      await client.call('updateWorkflow', { params: { id: workflow.id }, body: { name: next } });
      await queryClient.invalidateQueries({ queryKey: queryKeys.workflows(workspace.id) });
    } catch (error) {
      saved.current = before;
      setName(before);
      toast.error(problemText(error).text);
    }
  };
  return (
    <input
      aria-label={t('name')}
      className="rounded-control hover:border-line focus:border-accent h-8 w-0 max-w-72 min-w-20 flex-1 truncate border border-transparent bg-transparent px-2 text-base font-semibold outline-none"
      value={name}
      maxLength={200}
      readOnly={readOnly}
      onChange={(event) => setName(event.target.value)}
      onBlur={() => void commit()}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setName(saved.current);
      }}
    />
  );
}
