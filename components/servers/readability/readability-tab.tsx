'use client';
import { ArrowUpRight, CircleCheck, ScanText } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { Finding, Reading, ToolReading } from '#lib/engine/readability/read-tools.ts';
import { pathOf } from '../../layout/navigation.ts';
import { QueryError } from '../../layout/query-error.tsx';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';
import { EmptyState, Skeleton } from '../../ui/index.ts';
import type { ServerTabProps } from '../server-view.tsx';
import { useFindingText } from './finding-text.ts';
import { ScoreMark } from './score-mark.tsx';
import { useLiveReading } from './use-live-reading.ts';

/** How well a model can choose among the server's tools and call them, what the list costs, and what to change. */
export function ReadabilityTab({ deployment }: ServerTabProps) {
  const t = useTranslations('readability');
  const { reading, error } = useLiveReading(deployment.workflowId, deployment.version);
  if (error) return <QueryError error={error} />;
  if (!reading) return <Skeleton className="rounded-card h-64" />;
  if (reading.tools.length === 0) {
    return <EmptyState icon={<ScanText />} title={t('noToolsTitle')} description={t('noToolsText')} />;
  }
  return (
    <div className="flex flex-col gap-5">
      <Summary reading={reading} />
      {reading.findings.some(({ nodeId }) => nodeId === null) ? (
        <FindingList
          findings={reading.findings.filter(({ nodeId }) => nodeId === null)}
          workflowId={deployment.workflowId}
        />
      ) : null}
      <ul className="flex flex-col gap-3">
        {reading.tools.map((tool) => (
          <ToolCard
            key={tool.nodeId}
            tool={tool}
            findings={reading.findings.filter(({ nodeId }) => nodeId === tool.nodeId)}
            workflowId={deployment.workflowId}
          />
        ))}
      </ul>
    </div>
  );
}

function Summary({ reading }: { reading: Reading }) {
  const t = useTranslations('readability');
  return (
    <div className="rounded-card border-line bg-surface flex flex-wrap items-center gap-x-8 gap-y-3 border p-4">
      <div>
        <p className="text-muted text-xs">{t('score')}</p>
        <p className="text-xl font-semibold tabular-nums">
          {reading.score}
          <span className="text-faint text-sm font-normal"> / 100</span>
        </p>
      </div>
      <div>
        <p className="text-muted text-xs">{t('cost')}</p>
        <p className="text-xl font-semibold tabular-nums">{t('tokens', { count: reading.tokens })}</p>
      </div>
      <p className="text-muted max-w-prose min-w-0 flex-1 basis-72 text-xs">{t('what')}</p>
    </div>
  );
}

function ToolCard({ tool, findings, workflowId }: { tool: ToolReading; findings: Finding[]; workflowId: string }) {
  const t = useTranslations('readability');
  return (
    <li className="rounded-card border-line bg-surface border p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-mono text-sm font-semibold break-all">{tool.tool}</h3>
        <ScoreMark score={tool.score} label={t('score')} />
        <span className="text-faint ml-auto text-xs tabular-nums">{t('tokens', { count: tool.tokens })}</span>
      </div>
      {findings.length === 0 ? (
        <p className="text-muted mt-2 flex items-center gap-1.5 text-xs">
          <CircleCheck aria-hidden className="text-success size-3.5" />
          {t('nothing')}
        </p>
      ) : (
        <div className="mt-2">
          <FindingList findings={findings} workflowId={workflowId} />
        </div>
      )}
    </li>
  );
}

function FindingList({ findings, workflowId }: { findings: readonly Finding[]; workflowId: string }) {
  const t = useTranslations('readability');
  const textOf = useFindingText();
  const { workspace } = useWorkspaceView();
  return (
    <ul className="divide-line flex flex-col divide-y">
      {findings.map((finding, index) => {
        const { what, advice } = textOf(finding);
        return (
          <li key={index} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 py-2 text-sm">
            <div className="min-w-0 flex-1 basis-64">
              <p className="break-words">{what}</p>
              <p className="text-muted text-xs break-words">{advice}</p>
            </div>
            {finding.nodeId === null ? null : (
              <Link
                href={placeOf(`${pathOf(workspace.slug, 'workflows')}/${workflowId}`, finding)}
                className="text-accent-text inline-flex items-center gap-1 rounded-sm text-xs font-medium hover:underline"
              >
                {t('goThere')}
                <ArrowUpRight aria-hidden className="size-3.5" />
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The node in the editor, and the field that would change. */
function placeOf(editor: string, { nodeId, path }: Finding): string {
  const query = new URLSearchParams({
    ...(nodeId !== null && { node: nodeId }),
    ...(path !== null && { field: path }),
  });
  return `${editor}?${query.toString()}`;
}
