'use client';
import { Download, ExternalLink, FileAudio, FileQuestion } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { isId } from '#lib/shared/ids.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { pathOf } from '../../layout/navigation.ts';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';
import { Badge, Button, CodeBlock, JsonView } from '../../ui/index.ts';

/** The answer to a call: its content as what it is, its structured output, and the way to its run. */
export function ResultView({ result }: { result: Record<string, unknown> }) {
  const t = useTranslations('playground');
  const { content, messages, contents, structuredContent, isError } = result;
  const blocks = Array.isArray(content) ? content : Array.isArray(contents) ? contents : [];
  return (
    <div className="flex flex-col gap-3">
      {isError === true ? <Badge tone="error">{t('toolError')}</Badge> : null}
      {blocks.map((block, index) => (
        <Block key={index} block={block} />
      ))}
      {Array.isArray(messages) ? messages.map((message, index) => <Message key={index} message={message} />) : null}
      {structuredContent === undefined ? null : (
        <section>
          <h4 className="text-muted mb-1 text-xs font-medium">{t('structured')}</h4>
          <JsonView value={structuredContent} openLevels={3} />
        </section>
      )}
      <RunLink result={result} />
    </div>
  );
}

function RunLink({ result }: { result: Record<string, unknown> }) {
  const t = useTranslations('playground');
  const { workspace } = useWorkspaceView();
  const id = isJsonObject(result._meta) ? result._meta['toolwright/executionId'] : undefined;
  if (typeof id !== 'string' || !isId(id)) return null;
  return (
    <Link
      href={`${pathOf(workspace.slug, 'executions')}/${id}`}
      className="text-accent-text inline-flex items-center gap-1 self-start rounded-sm text-sm font-medium hover:underline"
    >
      <ExternalLink aria-hidden className="size-3.5" />
      {t('openRun')}
    </Link>
  );
}

function Message({ message }: { message: unknown }) {
  const t = useTranslations('playground');
  if (!isJsonObject(message)) return <JsonView value={message} />;
  const role = message.role === 'assistant' ? t('roleAssistant') : t('roleUser');
  return (
    <section className="border-line border-l-2 pl-3">
      <h4 className="text-muted mb-1 text-xs font-medium">{role}</h4>
      <Block block={message.content} />
    </section>
  );
}

/** Pictures that cannot hold a script. */
const PICTURES: ReadonlySet<unknown> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** A block of content, or what a resource holds. What is no text and no plain picture can be saved, not opened. */
function Block({ block }: { block: unknown }) {
  const t = useTranslations('playground');
  if (!isJsonObject(block)) return <JsonView value={block} />;
  const { type, text, data, mimeType, resource, uri, blob, name } = block;
  if (typeof text === 'string') return <TextBlock text={text} uri={type === undefined ? uri : undefined} />;
  if (type === 'resource') return <Block block={resource} />;
  if (type === 'resource_link') {
    return (
      <p className="text-sm">
        {t('link')} <span className="font-medium">{String(name)}</span>{' '}
        <code className="text-muted font-mono text-xs break-all">{String(uri)}</code>
      </p>
    );
  }
  if (type === 'image' && typeof data === 'string' && PICTURES.has(mimeType)) {
    return (
      // A picture of a tool's answer: it is in the page already.
      <img
        src={`data:${String(mimeType)};base64,${data}`}
        alt={t('picture')}
        className="rounded-control border-line max-h-80 max-w-full self-start border bg-[repeating-conic-gradient(var(--subtle)_0_25%,var(--surface)_0_50%)] bg-[length:16px_16px] object-contain"
      />
    );
  }
  const bytes = typeof data === 'string' ? data : typeof blob === 'string' ? blob : null;
  if (bytes !== null) return <BytesBlock base64={bytes} mimeType={String(mimeType ?? 'application/octet-stream')} />;
  return <JsonView value={block} />;
}

function TextBlock({ text, uri }: { text: string; uri: unknown }) {
  return (
    <div>
      {typeof uri === 'string' ? (
        <code className="text-muted mb-1 block font-mono text-xs break-all">{uri}</code>
      ) : null}
      <CodeBlock code={text} wrap />
    </div>
  );
}

function BytesBlock({ base64, mimeType }: { base64: string; mimeType: string }) {
  const t = useTranslations('playground');
  const Icon = mimeType.startsWith('audio/') ? FileAudio : FileQuestion;
  const save = (): void => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `result.${/^\w+\/([a-z0-9]+)/.exec(mimeType)?.[1] ?? 'bin'}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  return (
    <div className="rounded-control border-line bg-subtle flex items-center gap-2 self-start border py-1.5 pr-1.5 pl-3 text-sm">
      <Icon aria-hidden className="text-muted size-4" />
      <code className="font-mono text-xs">{mimeType}</code>
      <span className="text-faint text-xs">{t('bytes', { count: Math.floor((base64.length * 3) / 4) })}</span>
      <Button size="sm" onClick={save}>
        <Download aria-hidden />
        {t('download')}
      </Button>
    </div>
  );
}
