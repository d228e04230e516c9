'use client';
import { CircleCheck, CircleStop, Server, Workflow } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ComponentType } from 'react';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import type { Workflow as WorkflowDetail } from '#lib/contracts/api/workflows.ts';
import { BackLink } from '../layout/back-link.tsx';
import { pathOf } from '../layout/navigation.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Badge, Button, EmptyState, Skeleton, Tabs, TabsContent, TabsList, TabsTrigger } from '../ui/index.ts';
import { ConnectTab } from './connect-tab.tsx';
import { PowerButton } from './power-button.tsx';
import { ReadabilityTab } from './readability/readability-tab.tsx';
import { ServerFacts } from './server-facts.tsx';
import { SettingsTab } from './settings/settings-tab.tsx';
import { ToolsTab } from './settings/tools-tab.tsx';
import { useServer } from './use-server.ts';

/** What each tab of a server's page is given. */
export interface ServerTabProps {
  workflow: WorkflowDetail;
  deployment: Deployment;
}

/** Loads the client of the SDK. */
const PlaygroundTab = dynamic(() => import('./playground/playground-tab.tsx').then((module) => module.PlaygroundTab), {
  loading: () => <Skeleton className="rounded-card h-56" />,
});

/** The tabs in their order; their names are texts of `server.tabs`. */
const tabs = [
  { id: 'connect', Tab: ConnectTab },
  { id: 'playground', Tab: PlaygroundTab },
  { id: 'tools', Tab: ToolsTab },
  { id: 'settings', Tab: SettingsTab },
  { id: 'readability', Tab: ReadabilityTab },
] as const satisfies readonly {
  id: string;
  Tab: ComponentType<ServerTabProps>;
}[];

/** One server: how it is doing, and how to reach it. */
export function ServerView({ workflowId }: { workflowId: string }) {
  const t = useTranslations('server');
  const { workspace } = useWorkspaceView();
  const query = useServer(workflowId);
  const back = <BackLink href={pathOf(workspace.slug, 'servers')}>{t('back')}</BackLink>;
  if (query.isError) {
    return (
      <>
        {back}
        <QueryError error={query.error} onRetry={() => void query.refetch()} />
      </>
    );
  }
  if (!query.data) {
    return (
      <>
        {back}
        <ServerSkeleton />
      </>
    );
  }
  const { workflow, deployment } = query.data;
  const openWorkflow = (
    <Button asChild>
      <Link href={`${pathOf(workspace.slug, 'workflows')}/${workflowId}`}>
        <Workflow aria-hidden />
        {t('openWorkflow')}
      </Link>
    </Button>
  );
  if (!deployment) {
    return (
      <>
        <PageHeader back={back} title={workflow.name} />
        <EmptyState icon={<Server />} title={t('noneTitle')} description={t('noneText')} action={openWorkflow} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        back={back}
        title={<ServerTitle name={workflow.name} deployment={deployment} />}
        actions={
          <>
            <PowerButton deployment={deployment} name={workflow.name} />
            {openWorkflow}
          </>
        }
      />
      <ServerFacts deployment={deployment} />
      <ServerTabs workflow={workflow} deployment={deployment} />
    </>
  );
}

function ServerTitle({ name, deployment }: { name: string; deployment: Deployment }) {
  const t = useTranslations('servers');
  const active = deployment.status === 'active';
  return (
    <span className="flex flex-wrap items-center gap-2.5">
      {name}
      <Badge tone={active ? 'success' : 'warning'}>
        {active ? <CircleCheck aria-hidden /> : <CircleStop aria-hidden />}
        {active ? t('active') : t('stopped')}
      </Badge>
      <Badge>{t('version', { version: deployment.version })}</Badge>
    </span>
  );
}

/** The chosen tab stands in the address, so that it can be linked to. */
function ServerTabs(props: ServerTabProps) {
  const t = useTranslations('server.tabs');
  const pathname = usePathname();
  const asked = useSearchParams().get('tab');
  const chosen = tabs.find(({ id }) => id === asked)?.id ?? tabs[0].id;
  return (
    <Tabs
      value={chosen}
      onValueChange={(id) =>
        window.history.replaceState(null, '', id === tabs[0].id ? pathname : `${pathname}?tab=${id}`)
      }
    >
      <TabsList aria-label={t('label')}>
        {tabs.map(({ id }) => (
          <TabsTrigger key={id} value={id}>
            {t(id)}
          </TabsTrigger>
        ))}
      </TabsList>
      {tabs.map(({ id, Tab }) => (
        <TabsContent key={id} value={id} className="pt-5">
          <Tab {...props} />
        </TabsContent>
      ))}
    </Tabs>
  );
}

function ServerSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-4">
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-4 w-96 max-w-full" />
      <Skeleton className="rounded-card h-80" />
    </div>
  );
}
