'use client';
import { ExternalLink, Info, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { clientObstacles, prevents, type Obstacle } from '#lib/client/connect/client-obstacles.ts';
import { serverSnippets, type Snippet } from '#lib/client/snippets.ts';
import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import { Button, CodeBlock, Tabs, TabsContent, TabsList, TabsTrigger } from '../ui/index.ts';

interface SnippetTabsProps {
  server: { url: string };
  access: ServerAccess;
  apiKey: string | null;
}

/** How each client is told of a server, and why one cannot use it as it is. */
export function SnippetTabs({ server: { url }, access, apiKey }: SnippetTabsProps) {
  const t = useTranslations('connect');
  const tClients = useTranslations('clients');
  const snippets = serverSnippets({ name: slugOf(url), url, key: apiKey, access });
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
        <TabsContent key={snippet.id} value={snippet.id} className="flex flex-col gap-3">
          <Obstacles client={tClients(snippet.id)} obstacles={clientObstacles(snippet.id, { url, access })} />
          <SnippetText snippet={snippet} access={access} hasKey={apiKey !== null} />
        </TabsContent>
      ))}
    </Tabs>
  );
}

function Obstacles({ client, obstacles }: { client: string; obstacles: readonly Obstacle[] }) {
  const t = useTranslations('connect');
  if (obstacles.length === 0) return null;
  if (!obstacles.some(prevents)) {
    return (
      <p className="text-muted flex items-start gap-1.5 text-xs">
        <Info aria-hidden className="mt-px size-3.5 shrink-0" />
        <span>{obstacles.map((each) => t(`obstacle.${each}`)).join(' ')}</span>
      </p>
    );
  }
  return (
    <div className="rounded-control bg-warning-subtle text-warning flex items-start gap-2 p-3 text-sm">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{t('cannotUse', { client })}</p>
        <ul className="mt-1 list-disc pl-4 text-xs leading-5">
          {obstacles.map((each) => (
            <li key={each}>{t(`obstacle.${each}`)}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function SnippetText({ snippet, access, hasKey }: { snippet: Snippet; access: ServerAccess; hasKey: boolean }) {
  const t = useTranslations('connect');
  const tClients = useTranslations('clients');
  const { id, language, file, text, link } = snippet;
  const isAddress = id === 'claude' || id === 'chatgpt';
  const where = isAddress ? t(`steps.${id}`) : file ? t('file', { file }) : t('run');
  const showsLink = link !== undefined && (hasKey || !snippet.linkNeedsKey);
  return (
    <div>
      <p className="text-muted mb-1.5 text-xs">{where}</p>
      <CodeBlock code={text} copyLabel={isAddress ? t('copyUrl') : t('copySnippet')} wrap={language !== 'python'} />
      <Notes snippet={snippet} access={access} />
      {showsLink ? (
        <Button asChild className="mt-2">
          <a href={link} {...(isAddress && { target: '_blank', rel: 'noreferrer' })}>
            <ExternalLink aria-hidden />
            {isAddress ? t('openClient', { client: tClients(id) }) : t('install', { client: tClients(id) })}
          </a>
        </Button>
      ) : null}
    </div>
  );
}

/** What a reader of the snippet should know besides. */
function Notes({ snippet: { id }, access }: { snippet: Snippet; access: ServerAccess }) {
  const t = useTranslations('connect');
  const isProgram = id === 'sdk' || id === 'python' || id === 'curl';
  const note =
    id === 'vscode' && access === 'key'
      ? t('note.vscode')
      : id === 'claudeDesktop'
        ? t('note.claudeDesktop')
        : isProgram && access === 'oauth'
          ? t('note.accessToken')
          : null;
  return note === null ? null : <p className="text-muted mt-1.5 text-xs">{note}</p>;
}

/** The workflow's slug: the last part of its server's address. */
function slugOf(url: string): string {
  return URL.parse(url)?.pathname.split('/').at(-1) ?? '';
}
