'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Globe, KeyRound, LogIn } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, CopyButton, Label, Skeleton } from '../ui/index.ts';
import { SnippetTabs } from './snippet-tabs.tsx';
import { useServerSettings } from './use-server.ts';

export interface ConnectedServer {
  workflowId: string;
  /** The workflow's name. */
  name: string;
  url: string;
}

interface ConnectPanelProps {
  server: ConnectedServer;
  /** Makes the key at once: right after the first deploy. */
  createKeyNow?: boolean;
}

/** All that an assistant needs: the address, a key where the server wants one, and how each client is told of them. */
export function ConnectPanel({ server, createKeyNow = false }: ConnectPanelProps) {
  const t = useTranslations('connect');
  const settings = useServerSettings(server.workflowId);
  const mint = useMintKey(server);
  const asked = useRef(false);
  const access = settings.data?.access;
  useEffect(() => {
    if (!createKeyNow || access !== 'key' || asked.current) return;
    asked.current = true;
    mint.mutate();
  }, [createKeyNow, access, mint]);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Secret label={t('url')} value={server.url} copyLabel={t('copyUrl')} />
      {settings.isError ? (
        <QueryError error={settings.error} onRetry={() => void settings.refetch()} />
      ) : access === undefined ? (
        <Skeleton className="h-40" />
      ) : (
        <>
          {access === 'key' ? <KeyField mint={mint} /> : <AccessNote access={access} />}
          <SnippetTabs server={server} access={access} apiKey={mint.data?.key ?? null} />
        </>
      )}
    </div>
  );
}

function useMintKey(server: ConnectedServer) {
  const t = useTranslations('connect');
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () =>
      client.call('createApiKey', {
        body: {
          name: t('keyName', { name: server.name }).slice(0, 200),
          scopes: ['mcp:call', 'mcp:read'],
          servers: [server.workflowId],
        },
      }),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.apiKeys(workspace.id) }),
  });
}

/** Why no key is made here. */
function AccessNote({ access }: { access: 'oauth' | 'public' }) {
  const t = useTranslations('connect');
  const Icon = access === 'oauth' ? LogIn : Globe;
  return (
    <p className="rounded-control border-line bg-subtle text-muted flex items-start gap-2 border p-3 text-sm">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      {t(`access.${access}`)}
    </p>
  );
}

function KeyField({ mint }: { mint: ReturnType<typeof useMintKey> }) {
  const t = useTranslations('connect');
  const problemText = useProblemText();
  if (mint.data) {
    return (
      <div>
        <Secret label={t('key')} value={mint.data.key} copyLabel={t('copyKey')} />
        <p className="text-warning mt-1.5 text-xs">{t('keyOnce')}</p>
      </div>
    );
  }
  if (mint.isPending) return <Skeleton className="h-14" />;
  return (
    <div className="rounded-control border-line-strong flex flex-wrap items-center justify-between gap-2 border border-dashed p-3">
      <p className="text-muted text-sm">{mint.error ? problemText(mint.error).text : t('noKeyYet')}</p>
      <Button variant="primary" onClick={() => mint.mutate()}>
        <KeyRound aria-hidden />
        {t('createKey')}
      </Button>
    </div>
  );
}

function Secret({ label, value, copyLabel }: { label: string; value: string; copyLabel: string }) {
  return (
    <div>
      <Label asChild>
        <span>{label}</span>
      </Label>
      <div className="rounded-control border-line bg-subtle mt-1.5 flex items-center gap-1 border py-0.5 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 font-mono text-xs break-all">{value}</code>
        <CopyButton text={value} label={copyLabel} />
      </div>
    </div>
  );
}
