'use client';
import { Ban, Play } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Notice } from '#lib/client/playground/playground-session.ts';
import { useCan } from '../../layout/workspace-context.tsx';
import { Badge, Button, Duration, JsonView, Spinner } from '../../ui/index.ts';
import type { Choice } from './choices.ts';
import { ResultView } from './result-view.tsx';
import { SchemaForm } from './schema-form.tsx';
import type { Call, Playground } from './use-playground.ts';

const hintNames = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const;

/** One thing that the server offers: what it says of itself, its input, and how the last call of it went. */
export function CallPanel({ choice, playground }: { choice: Choice; playground: Playground }) {
  const t = useTranslations('playground');
  const can = useCan();
  const { call, run, cancel } = playground;
  const busy = call?.state === 'running';
  const verb = choice.kind === 'tool' ? t('callTool') : choice.kind === 'prompt' ? t('getPrompt') : t('readResource');
  return (
    <section className="rounded-card border-line bg-surface min-w-0 border p-4">
      <h3 className="font-mono text-sm font-semibold break-all">{choice.name}</h3>
      {choice.title && choice.title !== choice.name ? <p className="mt-0.5 text-sm">{choice.title}</p> : null}
      {choice.description ? (
        <p className="text-muted mt-1 text-sm break-words whitespace-pre-line">{choice.description}</p>
      ) : null}
      <div className="mt-2 flex flex-wrap gap-1.5 empty:hidden">
        {hintNames
          .filter((name) => choice.annotations[name] === true)
          .map((name) => (
            <Badge key={name} tone={name === 'destructiveHint' ? 'warning' : 'neutral'}>
              {t(`hint.${name}`)}
            </Badge>
          ))}
      </div>
      <div className="mt-4">
        <SchemaForm
          key={choice.id}
          schema={choice.schema}
          onSubmit={(input) => (busy ? undefined : void run(choice.action(input)))}
          actions={(ready) => (
            <>
              <Button type="submit" variant="primary" busy={busy} disabled={!ready || !can('workflow:execute')}>
                <Play aria-hidden />
                {verb}
              </Button>
              {busy ? (
                <Button onClick={cancel}>
                  <Ban aria-hidden />
                  {t('cancel')}
                </Button>
              ) : null}
            </>
          )}
        />
        {can('workflow:execute') ? null : <p className="text-muted mt-2 text-xs">{t('mayNotCall')}</p>}
        {choice.kind === 'tool' ? <p className="text-faint mt-2 text-xs">{t('forReal')}</p> : null}
      </div>
      {call ? <CallOutcome call={call} /> : null}
    </section>
  );
}

function CallOutcome({ call }: { call: Call }) {
  const t = useTranslations('playground');
  const { state, notices, result, failure, durationMs } = call;
  const tone =
    state === 'done' ? 'success' : state === 'failed' ? 'error' : state === 'running' ? 'running' : 'warning';
  return (
    <div aria-live="polite" className="border-line mt-4 flex flex-col gap-3 border-t pt-4">
      <p className="flex items-center gap-2 text-xs">
        <Badge tone={result?.isError === true ? 'error' : tone}>
          {state === 'running' ? <Spinner /> : null}
          {t(`state.${state}`)}
        </Badge>
        {state === 'running' || durationMs === null ? null : <Duration ms={durationMs} className="text-faint" />}
      </p>
      {notices.length > 0 ? <Notices notices={notices} /> : null}
      {failure ? (
        <div role="alert" className="rounded-control bg-error-subtle text-error p-3 text-sm">
          {failure.code === null ? null : <code className="mr-2 font-mono text-xs">{failure.code}</code>}
          <span className="break-words">{failure.message}</span>
        </div>
      ) : null}
      {failure?.data === undefined ? null : <JsonView value={failure.data} />}
      {result ? <ResultView result={result} /> : null}
    </div>
  );
}

/** Progress and log lines, in the order in which they came. */
function Notices({ notices }: { notices: readonly Notice[] }) {
  const t = useTranslations('playground');
  return (
    <ol aria-label={t('notices')} className="text-muted max-h-40 overflow-auto text-xs leading-5">
      {notices.map(({ kind, text, progress, total }, index) => (
        <li key={index} className="flex gap-2">
          <span className="text-faint w-16 shrink-0 text-right font-mono tabular-nums">
            {kind === 'log' ? t('log') : total === undefined ? progress : `${progress}/${total}`}
          </span>
          <span className="min-w-0 break-words">{text}</span>
        </li>
      ))}
    </ol>
  );
}
