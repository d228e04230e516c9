'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { toast } from '../ui/index.ts';
import { useWorkflowChanges } from './use-workflows.ts';
import { downloadJson, readWorkflowFile, workflowFileName } from './workflow-file.ts';

/** What the rows and the import button do, with their toasts. */
export function useWorkflowRowHandlers() {
  const t = useTranslations('workflows');
  const router = useRouter();
  const problemText = useProblemText();
  const { workspace, client } = useWorkspaceView();
  const changes = useWorkflowChanges();
  const fail = (error: unknown) => toast.error(problemText(error).text);
  const open = (workflow: { id: string }) => router.push(`${pathOf(workspace.slug, 'workflows')}/${workflow.id}`);

  const restore = (workflow: WorkflowSummary) =>
    changes.restore.mutate(workflow.id, {
      onSuccess: () => toast.success(t('restored', { name: workflow.name })),
      onError: fail,
    });
  return {
    open,
    duplicate: (workflow: WorkflowSummary) =>
      changes.duplicate.mutate(
        { id: workflow.id, name: t('copyName', { name: workflow.name }).slice(0, 200) },
        {
          onSuccess: (copy) =>
            toast.success(t('duplicated', { name: copy.name }), {
              action: { label: t('open'), onClick: () => open(copy) },
            }),
          onError: fail,
        },
      ),
    exportFile: (workflow: WorkflowSummary) => {
      client
        .call('exportWorkflow', { params: { id: workflow.id } })
        .then((file) => downloadJson(workflowFileName(file.name), file), fail);
    },
    /** Deletes at once and offers to undo; `done` closes what asked. */
    remove: (workflow: WorkflowSummary, done?: () => void) =>
      changes.remove.mutate(workflow.id, {
        onSuccess: () =>
          toast(t('deleted', { name: workflow.name }), {
            description: workflow.status === 'live' ? t('deletedLive') : t('deletedDraft'),
            duration: 10_000,
            action: { label: t('undo'), onClick: () => restore(workflow) },
          }),
        onError: fail,
        onSettled: done,
      }),
    importFile: async (blob: Blob) => {
      const read = await readWorkflowFile(blob);
      if (!read.ok) return void toast.error(t(read.reason));
      changes.importFile.mutate(read.file, {
        onSuccess: ({ id, name, problems }) => {
          const errors = problems.filter((problem) => problem.severity === 'error').length;
          const description = errors > 0 ? t('importedWithProblems', { count: errors }) : undefined;
          toast.success(t('imported', { name }), { description });
          open({ id });
        },
        onError: fail,
      });
    },
    removing: changes.remove.isPending,
  };
}
