'use client';
import { Ear, ExternalLink, Radio } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button, CodeBlock, JsonView, toast } from '#components/ui/index.ts';
import type { WebhookListener } from '#lib/contracts/api/triggers.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { HookKind } from '#lib/contracts/hook-kind.ts';
import { curlOf } from '#lib/editor/hook-address.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';
import { useHookListener } from './use-hook-listener.ts';

interface HookListeningProps {
  kind: HookKind;
  node: WorkflowNode;
  disabled: boolean;
  method: string;
}

/** "Listen for a test event": one real call, or one filled-in page, whose data can then be tried with. */
export function HookListening({ kind, node, disabled, method }: HookListeningProps) {
  const t = useTranslations('editor.webhook');
  const readOnly = useEditor((state) => state.readOnly);
  const { state, start, stop } = useHookListener(node.id);
  if (readOnly) return null;
  const isStill = state.kind === 'idle' || state.kind === 'over' || state.kind === 'failed';
  return (
    <div className="border-line flex flex-col gap-2 border-t pt-3" aria-live="polite">
      {state.kind === 'over' ? <p className="text-muted text-xs">{t('nothingCame', { kind })}</p> : null}
      {state.kind === 'failed' ? <p className="text-error text-xs">{state.text}</p> : null}
      {isStill || state.kind === 'starting' ? (
        <>
          <Button
            className="self-start"
            disabled={disabled}
            busy={state.kind === 'starting'}
            onClick={() => void start()}
          >
            <Ear aria-hidden />
            {t('listen', { kind })}
          </Button>
          <p className="text-muted text-xs">{t('listenHelp', { kind })}</p>
        </>
      ) : null}
      {state.kind === 'waiting' ? (
        <Waiting kind={kind} listener={state.listener} method={method} onStop={stop} />
      ) : null}
      {state.kind === 'received' ? (
        <Received kind={kind} node={node} listener={state.listener} onAgain={() => void start()} />
      ) : null}
    </div>
  );
}

interface WaitingProps {
  kind: HookKind;
  listener: WebhookListener;
  method: string;
  onStop: () => void;
}

function Waiting({ kind, listener, method, onStop }: WaitingProps) {
  const t = useTranslations('editor.webhook');
  const left = useSecondsUntil(listener.expiresAt);
  return (
    <>
      <div className="flex items-center gap-2">
        <Radio aria-hidden className="text-running size-4 animate-pulse motion-reduce:animate-none" />
        <p className="text-sm font-medium">{t('waiting', { kind })}</p>
        <span role="timer" aria-live="off" className="text-muted ml-auto text-xs tabular-nums">
          {t('left', { minutes: Math.floor(left / 60), seconds: String(left % 60).padStart(2, '0') })}
        </span>
        <Button size="sm" onClick={onStop}>
          {t('stop')}
        </Button>
      </div>
      <p className="text-muted text-xs">{t('testAddress', { kind })}</p>
      {kind === 'form' ? (
        <Button asChild variant="primary" className="self-start">
          <a href={listener.url} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
            {t('openTest')}
          </a>
        </Button>
      ) : (
        <CodeBlock code={curlOf(listener.url, method)} copyLabel={t('copyCurl')} wrap />
      )}
    </>
  );
}

interface ReceivedProps {
  kind: HookKind;
  node: WorkflowNode;
  listener: WebhookListener;
  onAgain: () => void;
}

function Received({ kind, node, listener, onAgain }: ReceivedProps) {
  const t = useTranslations('editor.webhook');
  const { ui } = useSession();
  const take = () => {
    const text = JSON.stringify(listener.input, null, 2);
    ui.setState((state) => ({
      inputs: { ...state.inputs, [node.id]: text },
      inputErrors: [],
      tryTrigger: node.key,
      drawer: 'try',
      sheet: 'none',
    }));
    toast.success(t('taken', { kind }));
  };
  return (
    <>
      <p className="text-success text-sm font-medium">{t('received', { kind })}</p>
      <JsonView value={listener.input} openLevels={1} />
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={take}>
          {t('take')}
        </Button>
        <Button onClick={onAgain}>{t('again', { kind })}</Button>
      </div>
    </>
  );
}

function useSecondsUntil(time: string): number {
  const secondsLeft = () => Math.max(0, Math.ceil((Date.parse(time) - Date.now()) / 1_000));
  const [left, setLeft] = useState(secondsLeft);
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsLeft()), 500);
    return () => clearInterval(timer);
  });
  return left;
}
