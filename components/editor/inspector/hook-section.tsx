'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { OpenLink } from '#components/servers/open-link.tsx';
import { Badge, CodeBlock, CopyButton } from '#components/ui/index.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { HookKind } from '#lib/contracts/hook-kind.ts';
import { curlOf, hookAddress } from '#lib/editor/hook-address.ts';
import { useSession } from '../session/editor-context.tsx';
import { HookListening } from './hook-listening.tsx';
import { Section } from './section.tsx';

/** Where the webhook is called, or the form is filled in; a call to copy; and waiting for one real call. */
export function HookSection({ node, kind }: { node: WorkflowNode; kind: HookKind }) {
  const t = useTranslations('editor.webhook');
  const { workspace } = useWorkspaceView();
  const live = useLiveHooks(node.type);
  const path = typeof node.config.path === 'string' ? node.config.path : '';
  const method = typeof node.config.method === 'string' ? node.config.method : 'POST';
  const address = hookAddress(kind, live?.url ?? null, workspace.slug, path);
  const isLive = live?.paths.has(path) ?? false;
  const help = node.config.access === 'members' ? t('membersHelp') : t('addressHelp', { kind });
  return (
    <Section title={t('title', { kind })}>
      {path === '' ? (
        <p className="text-muted text-xs">{t('noPath')}</p>
      ) : (
        <div>
          <div className="mb-1.5 flex items-center gap-2">
            <h4 className="text-sm font-medium">{t('address')}</h4>
            <Badge tone={isLive ? 'success' : 'neutral'}>{isLive ? t('live') : t('notLive')}</Badge>
          </div>
          <div className="rounded-control border-line bg-subtle flex items-center gap-1 border py-0.5 pr-1 pl-2.5">
            <code className="min-w-0 flex-1 font-mono text-xs break-all" data-hook-address>
              {address}
            </code>
            <CopyButton text={address} label={t('copyAddress', { kind })} />
            {kind === 'form' && isLive ? <OpenLink href={address} label={t('openForm')} /> : null}
          </div>
          <p className="text-muted mt-1.5 text-xs">{live?.url ? help : t('addressLater')}</p>
          {kind === 'webhook' && live?.url ? (
            <CodeBlock className="mt-2" code={curlOf(address, method)} copyLabel={t('copyCurl')} wrap />
          ) : null}
        </div>
      )}
      <HookListening kind={kind} node={node} disabled={path === ''} method={method} />
    </Section>
  );
}

/** The address of the workflow's server, and the paths of its live version's triggers of a type. */
function useLiveHooks(type: string): { url: string | null; paths: ReadonlySet<string> } | undefined {
  const { workspace, client } = useWorkspaceView();
  const { workflow } = useSession();
  const { data } = useQuery({
    queryKey: [...queryKeys.workflow(workspace.id, workflow.id), 'hooks', type],
    queryFn: async ({ signal }) => {
      const { url, status, liveVersion } = await client.call('getWorkflow', { params: { id: workflow.id }, signal });
      if (status !== 'live' || liveVersion === null) return { url, paths: [] };
      const params = { id: workflow.id, version: liveVersion };
      const { definition } = await client.call('getVersion', { params, signal });
      const hooks = definition.nodes.filter((node) => node.type === type && !node.disabled);
      return { url, paths: hooks.map((node) => String(node.config.path)) };
    },
  });
  return data && { url: data.url, paths: new Set(data.paths) };
}
