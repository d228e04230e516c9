'use client';
import { CircleCheck, CircleStop, Plug } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { offersAnything } from '#lib/client/server-offer.ts';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Badge, Button, CopyButton, Duration, RelativeTime, Skeleton } from '../ui/index.ts';
import { PowerButton } from './power-button.tsx';
import type { ServerRow } from './servers-of.ts';
import { TriggerList } from './trigger-list.tsx';
import { useServerHealth } from './use-servers.ts';

interface ServerCardProps {
  row: ServerRow;
}

const SHOWN_TOOLS = 6;

/** One server: where it is, what it offers, how it is doing. */
export function ServerCard({ row }: ServerCardProps) {
  const t = useTranslations('servers');
  const { workspace } = useWorkspaceView();
  const { deployment } = row;
  const active = deployment.status === 'active';
  const name = row.name ?? t('unnamed');
  const serves = offersAnything(deployment);
  const page = `${pathOf(workspace.slug, 'servers')}/${deployment.workflowId}`;
  return (
    <li className="rounded-card border-line bg-surface border p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="min-w-0 truncate text-base font-semibold">
          <Link href={page} className="rounded-sm hover:underline">
            {name}
          </Link>
        </h2>
        <Badge tone={active ? 'success' : 'warning'}>
          {active ? <CircleCheck aria-hidden /> : <CircleStop aria-hidden />}
          {active ? t('active') : t('stopped')}
        </Badge>
        <Badge>{t('version', { version: deployment.version })}</Badge>
        <div className="flex items-center gap-2 sm:ml-auto">
          <PowerButton deployment={deployment} name={name} size="sm" />
          {serves ? (
            <Button asChild size="sm" variant={active ? 'primary' : 'secondary'}>
              <Link href={page}>
                <Plug aria-hidden />
                {t('connect')}
              </Link>
            </Button>
          ) : null}
        </div>
      </div>
      {serves ? (
        <>
          <div className="rounded-control bg-subtle mt-2.5 flex items-center gap-1 py-0.5 pr-1 pl-2.5">
            <code className="min-w-0 flex-1 truncate font-mono text-xs" title={deployment.url}>
              {deployment.url}
            </code>
            <CopyButton text={deployment.url} label={t('copyUrl')} />
          </div>
          <Offer deployment={deployment} />
        </>
      ) : null}
      <div className="mt-2.5">
        <TriggerList
          workflowId={deployment.workflowId}
          version={deployment.version}
          url={deployment.url}
          active={active}
        />
      </div>
      <HealthLine row={row} />
    </li>
  );
}

/** Its tools by name, and how many prompts and resources there are beside them. */
function Offer({ deployment: { tools, prompts, resources } }: { deployment: Deployment }) {
  const t = useTranslations('servers');
  return (
    <div className="mt-2.5 flex flex-wrap items-center gap-1.5">
      <span className="text-faint mr-1 text-xs">{t('tools', { count: tools.length })}</span>
      {tools.slice(0, SHOWN_TOOLS).map((tool) => (
        <Badge key={tool.name} title={tool.description} className="font-mono">
          <span className="truncate">{tool.name}</span>
        </Badge>
      ))}
      {prompts.length > 0 ? (
        <span className="text-faint text-xs" title={prompts.map(({ name }) => name).join('\n')}>
          {t('prompts', { count: prompts.length })}
        </span>
      ) : null}
      {resources.length > 0 ? (
        <span className="text-faint text-xs" title={resources.map(({ uri }) => uri).join('\n')}>
          {t('resources', { count: resources.length })}
        </span>
      ) : null}
    </div>
  );
}

function HealthLine({ row: { deployment } }: { row: ServerRow }) {
  const t = useTranslations('servers');
  const { workspace } = useWorkspaceView();
  const health = useServerHealth(deployment.id, deployment.status === 'active');
  return (
    <p className="text-muted mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      {health.isPending ? <Skeleton className="h-3 w-36" /> : null}
      {health.data ? (
        <>
          <Link
            href={`${pathOf(workspace.slug, 'executions')}?workflow=${deployment.workflowId}`}
            className="hover:text-ink rounded-sm hover:underline"
          >
            {t('calls', { count: health.data.calls })}
          </Link>
          {health.data.errors > 0 ? (
            <span className="text-error">{t('errorCount', { count: health.data.errors })}</span>
          ) : null}
          {health.data.p95Ms === null ? null : (
            <span>{t.rich('p95Rich', { duration: () => <Duration ms={health.data.p95Ms} /> })}</span>
          )}
        </>
      ) : null}
      {deployment.deployedAt ? (
        <span className="text-faint">
          {t('deployed')} <RelativeTime value={deployment.deployedAt} />
        </span>
      ) : null}
    </p>
  );
}
