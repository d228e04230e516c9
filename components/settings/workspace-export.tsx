'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { WorkspaceExport as Export } from '#lib/contracts/api/exports.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useByteText } from '../i18n/use-quantity.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, RelativeTime, Skeleton, toast } from '../ui/index.ts';

const LOOK_EVERY_MS = 1_500;

/** An archive of everything in the workspace, for its owners. */
export function WorkspaceExport() {
  const t = useTranslations('workspaceExport');
  const problemText = useProblemText();
  const cache = useQueryClient();
  const { workspace, client } = useWorkspaceView();
  const queryKey = queryKeys.exports(workspace.id);
  const exports = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.call('listExports', { signal }),
    refetchInterval: ({ state }) => (isWritten(state.data?.items[0]) ? LOOK_EVERY_MS : false),
  });
  const again = () => cache.invalidateQueries({ queryKey });
  const onError = (error: Error) => {
    toast.error(problemText(error).text);
    void again();
  };
  const begin = useMutation({ mutationFn: () => client.call('createExport'), onSuccess: again, onError });
  const remove = useMutation({
    mutationFn: (id: string) => client.call('deleteExport', { params: { id } }),
    onSuccess: again,
    onError,
  });
  const current = exports.data?.items[0];
  return (
    <section className="border-line mt-8 max-w-md border-t pt-6">
      <h3 className="text-base font-semibold">{t('title')}</h3>
      <p className="text-muted mt-1 mb-3 text-sm">{t('text')}</p>
      {exports.isError ? (
        <QueryError error={exports.error} onRetry={() => void exports.refetch()} />
      ) : exports.isPending ? (
        <Skeleton className="h-9 w-36" />
      ) : (
        <div className="flex flex-col gap-4">
          {current ? (
            <ExportState current={current} onRemove={() => remove.mutate(current.id)} busy={remove.isPending} />
          ) : null}
          {isWritten(current) ? null : (
            <div>
              <Button onClick={() => begin.mutate()} busy={begin.isPending}>
                {current ? t('again') : t('begin')}
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

const isWritten = (current: Export | undefined): boolean =>
  current?.status === 'queued' || current?.status === 'running';

interface ExportStateProps {
  current: Export;
  onRemove(): void;
  busy: boolean;
}

function ExportState({ current, onRemove, busy }: ExportStateProps) {
  const t = useTranslations('workspaceExport');
  const { workspace } = useWorkspaceView();
  const bytes = useByteText();
  if (current.status === 'failed') {
    return (
      <p role="alert" className="text-error flex items-center gap-2 text-sm">
        <TriangleAlert aria-hidden className="size-4 shrink-0" />
        {t('failed')}
      </p>
    );
  }
  if (current.status !== 'done') return <ExportProgress current={current} onRemove={onRemove} busy={busy} />;
  return (
    <div className="border-line rounded-card flex flex-wrap items-center justify-between gap-3 border p-3">
      <div className="text-sm">
        <p className="font-medium">{t('ready', { size: bytes(current.size ?? 0) })}</p>
        <p className="text-muted">
          {t.rich('until', { when: () => <RelativeTime value={current.expiresAt ?? current.createdAt} /> })}
        </p>
      </div>
      <div className="flex gap-2">
        <Button variant="ghost" onClick={onRemove} busy={busy}>
          {t('remove')}
        </Button>
        <Button asChild variant="primary">
          <a href={`/api/v1/exports/${current.id}/content?workspace=${workspace.slug}`} download>
            <Download aria-hidden />
            {t('download')}
          </a>
        </Button>
      </div>
    </div>
  );
}

function ExportProgress({ current, onRemove, busy }: ExportStateProps) {
  const t = useTranslations('workspaceExport');
  const { done, total } = current;
  const percent = total ? Math.min(100, Math.round((done / total) * 100)) : 0;
  return (
    <div className="flex max-w-md flex-col gap-2">
      <div className="flex items-center justify-between gap-3 text-sm">
        <span aria-live="polite">{t('writing', { percent })}</span>
        <Button variant="ghost" size="sm" onClick={onRemove} busy={busy}>
          {t('cancel')}
        </Button>
      </div>
      <div
        role="progressbar"
        aria-label={t('title')}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="bg-hover h-2 w-full overflow-hidden rounded-full"
      >
        <div className="bg-accent h-full rounded-full transition-[width]" style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
