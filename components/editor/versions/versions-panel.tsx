'use client';
import { useQuery } from '@tanstack/react-query';
import { GitCompareArrows, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useProblemText } from '#components/i18n/use-problem-text.ts';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { Badge, IconButton, RelativeTime, Skeleton, toast } from '#components/ui/index.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { Version } from '#lib/contracts/api/versions.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** Numbered versions, newest first; each can be compared with the draft and made the draft again. */
export function VersionsPanel() {
  const t = useTranslations('editor.versions');
  const { client, workflow, ui } = useSession();
  const { workspace } = useWorkspaceView();
  const problemText = useProblemText();
  const versions = useQuery({
    queryKey: queryKeys.versions(workspace.id, workflow.id),
    queryFn: () => client.call('listVersions', { params: { id: workflow.id }, query: { limit: 50 } }),
    staleTime: 0,
  });
  const breaking = useBreakingVersions();
  if (versions.isPending) return <Skeleton className="m-3 h-24" />;
  if (versions.isError) return <p className="text-error p-4 text-sm">{problemText(versions.error).text}</p>;
  if (versions.data.items.length === 0) return <p className="text-muted p-4 text-sm">{t('none')}</p>;
  return (
    <ul className="max-h-96 overflow-y-auto p-1.5">
      {versions.data.items.map((version) => (
        <VersionRow
          key={version.version}
          version={version}
          breaking={breaking.has(version.version)}
          onCompare={() => ui.setState({ versionsOpen: false, comparedVersion: version.version })}
        />
      ))}
    </ul>
  );
}

/** Versions whose deployment broke the calls of their time. */
function useBreakingVersions(): ReadonlySet<number> {
  const { client, workflow } = useSession();
  const { workspace } = useWorkspaceView();
  const filter = { workflowId: workflow.id, limit: 50 };
  const { data } = useQuery({
    queryKey: queryKeys.deploymentList(workspace.id, filter),
    queryFn: ({ signal }) => client.call('listDeployments', { query: filter, signal }),
  });
  const broke = (data?.items ?? []).filter(({ contract }) => contract?.level === 'breaking');
  return new Set(broke.map(({ version }) => version));
}

interface VersionRowProps {
  version: Version;
  breaking: boolean;
  onCompare: () => void;
}

function VersionRow({ version, breaking, onCompare }: VersionRowProps) {
  const t = useTranslations('editor.versions');
  const readOnly = useEditor((state) => state.readOnly);
  const restore = useRestore();
  return (
    <li className="rounded-control hover:bg-hover flex items-center gap-2 px-2 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 text-sm font-medium">
          {t('number', { version: version.version })}
          {version.live ? <Badge tone="success">{t('live')}</Badge> : null}
          {breaking ? (
            <Badge tone="warning" title={t('breakingHelp')}>
              {t('breaking')}
            </Badge>
          ) : null}
        </p>
        <p className="text-muted truncate text-xs">
          {version.message ? `${version.message} · ` : null}
          {version.createdBy ? `${version.createdBy.name} · ` : null}
          <RelativeTime value={version.createdAt} />
        </p>
      </div>
      <IconButton size="sm" label={t('compare', { version: version.version })} onClick={onCompare}>
        <GitCompareArrows aria-hidden />
      </IconButton>
      {readOnly ? null : (
        <IconButton
          size="sm"
          label={t('restore', { version: version.version })}
          onClick={() => void restore(version.version)}
        >
          <RotateCcw aria-hidden />
        </IconButton>
      )}
    </li>
  );
}

/** Puts a version's definition into the draft as one step that undo takes back. */
function useRestore() {
  const t = useTranslations('editor.versions');
  const { client, editor, ui, workflow } = useSession();
  const problemText = useProblemText();
  return async (version: number) => {
    try {
      const { definition } = await client.call('getVersion', { params: { id: workflow.id, version } });
      editor.dispatch({ type: 'replace', definition });
      ui.setState({ versionsOpen: false });
      toast.success(t('restored', { version }), { action: { label: t('undo'), onClick: () => editor.undo() } });
    } catch (error) {
      toast.error(problemText(error).text);
    }
  };
}
