'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useProblemText } from '#components/i18n/use-problem-text.ts';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { Dialog, DialogContent, Skeleton } from '#components/ui/index.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { diffDefinitions } from '#lib/editor/diff-definitions.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { ChangeList } from './change-list.tsx';

/** The comparison that was asked for in the list of versions. */
export function VersionDiff() {
  const { ui } = useSession();
  const version = useUi((state) => state.comparedVersion);
  if (version === null) return null;
  return <DiffDialog version={version} onClose={() => ui.setState({ comparedVersion: null })} />;
}

/** What the draft on screen has that a version has not, and the other way round. */
function DiffDialog({ version, onClose }: { version: number; onClose: () => void }) {
  const t = useTranslations('editor.versions');
  const { client, workflow } = useSession();
  const { workspace } = useWorkspaceView();
  const problemText = useProblemText();
  const draft = useEditor((state) => state.definition);
  const query = useQuery({
    queryKey: [...queryKeys.versions(workspace.id, workflow.id), version],
    queryFn: () => client.call('getVersion', { params: { id: workflow.id, version } }),
  });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent size="lg" title={t('diffTitle', { version })} description={t('diffHelp')}>
        {query.isPending ? <Skeleton className="h-24" /> : null}
        {query.isError ? <p className="text-error text-sm">{problemText(query.error).text}</p> : null}
        {query.data ? <ChangeList changes={diffDefinitions(query.data.definition, draft)} empty={t('same')} /> : null}
      </DialogContent>
    </Dialog>
  );
}
