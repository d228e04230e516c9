'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { Badge, CodeBlock, CopyButton } from '#components/ui/index.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { curlOf, webhookAddress } from '#lib/editor/webhook-address.ts';
import { useSession } from '../session/editor-context.tsx';
import { Section } from './section.tsx';
import { WebhookListening } from './webhook-listening.tsx';

/** Where the webhook is called, a call to copy, and waiting for one real call. */
export function WebhookSection({ node }: { node: WorkflowNode }) {
  const t = useTranslations('editor.webhook');
  const { workspace } = useWorkspaceView();
  const live = useLiveWebhooks();
  const path = typeof node.config.path === 'string' ? node.config.path : '';
  const method = typeof node.config.method === 'string' ? node.config.method : 'POST';
  const address = webhookAddress(live?.url ?? null, workspace.slug, path);
  const isLive = live?.paths.has(path) ?? false;
  return (
    <Section title={t('title')}>
      {path === '' ? (
        <p className="text-muted text-xs">{t('noPath')}</p>
      ) : (
        <div>
          <div className="mb-1.5 flex items-center gap-2">
            <h4 className="text-sm font-medium">{t('address')}</h4>
            <Badge tone={isLive ? 'success' : 'neutral'}>{isLive ? t('live') : t('notLive')}</Badge>
          </div>
          <div className="rounded-control border-line bg-subtle flex items-center gap-1 border py-0.5 pr-1 pl-2.5">
            <code className="min-w-0 flex-1 font-mono text-xs break-all" data-webhook-address>
              {address}
            </code>
            <CopyButton text={address} label={t('copyAddress')} />
          </div>
          <p className="text-muted mt-1.5 text-xs">{live?.url ? t('addressHelp') : t('addressLater')}</p>
          {live?.url ? (
            <CodeBlock className="mt-2" code={curlOf(address, method)} copyLabel={t('copyCurl')} wrap />
          ) : null}
        </div>
      )}
      <WebhookListening node={node} disabled={path === ''} method={method} />
    </Section>
  );
}

/** The address of the workflow's server, and the webhook paths of its live version. */
function useLiveWebhooks(): { url: string | null; paths: ReadonlySet<string> } | undefined {
  const { workspace, client } = useWorkspaceView();
  const { workflow } = useSession();
  const { data } = useQuery({
    queryKey: [...queryKeys.workflow(workspace.id, workflow.id), 'webhooks'],
    queryFn: async ({ signal }) => {
      const { url, status, liveVersion } = await client.call('getWorkflow', { params: { id: workflow.id }, signal });
      if (status !== 'live' || liveVersion === null) return { url, paths: [] };
      const params = { id: workflow.id, version: liveVersion };
      const { definition } = await client.call('getVersion', { params, signal });
      const hooks = definition.nodes.filter((node) => node.type === 'trigger.webhook' && !node.disabled);
      return { url, paths: hooks.map((node) => String(node.config.path)) };
    },
  });
  return data && { url: data.url, paths: new Set(data.paths) };
}
