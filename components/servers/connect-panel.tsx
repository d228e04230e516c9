'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ExternalLink, KeyRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { serverSnippets, type Snippet } from '#lib/client/snippets.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import {
  Button,
  CodeBlock,
  CopyButton,
  Label,
  Skeleton,
  Tabs,
  TabsContent,
  TabsList,
  TabsTrigger,
} from '../ui/index.ts';

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

/** All that an assistant needs: the address, a key that can call this server and nothing else, snippets per client. */
export function ConnectPanel({ server, createKeyNow = false }: ConnectPanelProps) {
  const t = useTranslations('connect');
  const mint = useMintKey(server);
  const asked = useRef(false);
  useEffect(() => {
    if (!createKeyNow || asked.current) return;
    asked.current = true;
    mint.mutate();
  }, [createKeyNow, mint]);
  const key = mint.data?.key;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Secret label={t('url')} value={server.url} copyLabel={t('copyUrl')} />
      <KeyField mint={mint} />
      <Snippets server={server} apiKey={key ?? null} />
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

function Snippets({ server, apiKey }: { server: ConnectedServer; apiKey: string | null }) {
  const t = useTranslations('connect');
  const tClients = useTranslations('clients');
  const snippets = serverSnippets({ name: slugOf(server.url), url: server.url, key: apiKey });
  return (
    <Tabs defaultValue={snippets[0]?.id ?? ''}>
      <TabsList aria-label={t('snippets')}>
        {snippets.map((snippet) => (
          <TabsTrigger key={snippet.id} value={snippet.id}>
            {tClients(snippet.id)}
          </TabsTrigger>
        ))}
      </TabsList>
      {snippets.map((snippet) => (
        <TabsContent key={snippet.id} value={snippet.id}>
          <SnippetText snippet={snippet} hasKey={apiKey !== null} />
        </TabsContent>
      ))}
    </Tabs>
  );
}

function SnippetText({ snippet, hasKey }: { snippet: Snippet; hasKey: boolean }) {
  const t = useTranslations('connect');
  const tClients = useTranslations('clients');
  const where = snippet.file ? t('file', { file: snippet.file }) : snippet.language === 'shell' ? t('run') : null;
  return (
    <>
      {where ? <p className="text-muted mb-1.5 text-xs">{where}</p> : null}
      <CodeBlock code={snippet.text} copyLabel={t('copySnippet')} wrap />
      {snippet.link && hasKey ? (
        <Button asChild className="mt-2">
          <a href={snippet.link}>
            <ExternalLink aria-hidden />
            {t('install', { client: tClients(snippet.id) })}
          </a>
        </Button>
      ) : null}
    </>
  );
}

/** The workflow's slug: the last part of its server's address. */
function slugOf(url: string): string {
  return URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
}
