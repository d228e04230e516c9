'use client';
import { ChevronRight, Eraser } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { RecordedExchange } from '#lib/client/playground/recorded-fetch.ts';
import { Badge, Button, CodeBlock, Duration, Spinner } from '../../ui/index.ts';

interface ExchangeLogProps {
  exchanges: readonly RecordedExchange[];
  /** Whether a client outside sends credentials. */
  wantsCredentials: boolean;
  onClear: () => void;
}

/** What went over the wire, newest last, as a client outside would have sent it. */
export function ExchangeLog({ exchanges, wantsCredentials, onClear }: ExchangeLogProps) {
  const t = useTranslations('playground');
  return (
    <section aria-label={t('exchanges')} className="rounded-card border-line bg-surface min-w-0 border">
      <header className="border-line flex min-h-10 items-center justify-between gap-2 border-b py-1 pr-1.5 pl-3.5">
        <h3 className="text-sm font-semibold">{t('exchanges')}</h3>
        {exchanges.length > 0 ? (
          <Button size="sm" variant="ghost" onClick={onClear}>
            <Eraser aria-hidden />
            {t('clear')}
          </Button>
        ) : null}
      </header>
      {exchanges.length === 0 ? <p className="text-muted p-3.5 text-xs">{t('noExchanges')}</p> : null}
      <ol className="divide-line divide-y">
        {exchanges.map((exchange) => (
          <Exchange key={exchange.id} exchange={exchange} wantsCredentials={wantsCredentials} />
        ))}
      </ol>
    </section>
  );
}

function Exchange({ exchange, wantsCredentials }: { exchange: RecordedExchange; wantsCredentials: boolean }) {
  const t = useTranslations('playground');
  const [open, setOpen] = useState(false);
  const { method, rpcMethod, status, state, durationMs, url } = exchange;
  const tone =
    state === 'failed' || (status !== null && status >= 400) ? 'error' : state === 'open' ? 'running' : 'success';
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="hover:bg-hover flex w-full min-w-0 items-center gap-2 px-3 py-2 text-left text-xs focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={`text-faint size-3.5 shrink-0 transition-transform ${open ? 'rotate-90' : ''}`}
        />
        <span className="font-mono font-medium">{method}</span>
        <code className="text-muted min-w-0 flex-1 truncate font-mono">{rpcMethod ?? t('noMessage')}</code>
        {durationMs === null ? null : <Duration ms={durationMs} className="text-faint tabular-nums" />}
        <Badge tone={tone}>
          {state === 'open' ? <Spinner /> : null}
          {state === 'failed' ? t('broken') : (status ?? t('waiting'))}
        </Badge>
      </button>
      {open ? (
        <div className="flex min-w-0 flex-col gap-2 px-3 pb-3">
          <CodeBlock wrap copyLabel={t('copyRequest')} code={requestText(exchange, wantsCredentials)} />
          {status === null ? null : <CodeBlock wrap copyLabel={t('copyResponse')} code={responseText(exchange)} />}
          {exchange.responseLength > exchange.responseBody.length ? (
            <p className="text-faint text-xs">{t('cut', { count: exchange.responseLength })}</p>
          ) : null}
          <p className="sr-only">{url}</p>
        </div>
      ) : null}
    </li>
  );
}

/** Names a session, and is a way into it. */
const SECRET = 'mcp-session-id';
const MASK = '••••••••';

function requestText(
  { method, url, requestHeaders, requestBody }: RecordedExchange,
  wantsCredentials: boolean,
): string {
  const { host, pathname } = new URL(url);
  const headers = { host, ...(wantsCredentials && { authorization: `Bearer ${MASK}` }), ...requestHeaders };
  return [`${method} ${pathname} HTTP/1.1`, ...headerLines(headers), '', ...bodyLines(requestBody ?? '')]
    .join('\n')
    .trimEnd();
}

function responseText({ status, responseHeaders, responseBody }: RecordedExchange): string {
  return [`HTTP/1.1 ${status}`, ...headerLines(responseHeaders), '', ...bodyLines(responseBody)].join('\n').trimEnd();
}

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${name === SECRET ? MASK : value}`);
}

/** JSON is indented; a stream of events stays as it came. */
function bodyLines(body: string): string[] {
  try {
    return [JSON.stringify(JSON.parse(body), null, 2)];
  } catch {
    return [body];
  }
}
