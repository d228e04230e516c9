'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import type {
  Action,
  Era,
  Notice,
  Offer,
  Question,
  QuestionAnswer,
  Session,
} from '#lib/client/playground/playground-session.ts';
import { recordedFetch, type RecordedExchange } from '#lib/client/playground/recorded-fetch.ts';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';

export interface Failure {
  code: number | null;
  message: string;
  data?: unknown;
}

/** A call, from when it is made to how it ended. */
export interface Call {
  action: Action;
  state: 'running' | 'done' | 'failed' | 'canceled';
  notices: readonly Notice[];
  result: Record<string, unknown> | null;
  failure: Failure | null;
  durationMs: number | null;
}

interface Asked {
  question: Question;
  answer: (given: QuestionAnswer) => void;
}

type Connection = { state: 'opening' } | { state: 'open'; offer: Offer } | { state: 'failed'; failure: Failure };

const MOST_EXCHANGES = 50;
const MOST_NOTICES = 200;

/**
 * A client of the SDK that speaks to a server for the person who is signed in. Another era or version is another
 * connection; what was exchanged before stays on view.
 */
export function usePlayground(server: { workflowId: string; url: string; deploymentId: string }, era: Era) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const { workflowId, url, deploymentId } = server;
  const [connection, setConnection] = useState<Connection>({ state: 'opening' });
  const [exchanges, setExchanges] = useState<readonly RecordedExchange[]>([]);
  const [call, setCall] = useState<Call | null>(null);
  const [asked, setAsked] = useState<readonly Asked[]>([]);
  const [attempt, setAttempt] = useState(0);
  const session = useRef<Session | null>(null);
  const running = useRef<AbortController | null>(null);
  const base = useRef(0);

  const onQuestion = useCallback(
    (question: Question) =>
      new Promise<QuestionAnswer>((resolve) => {
        const entry: Asked = {
          question,
          answer: (given) => {
            setAsked((all) => all.filter((each) => each !== entry));
            resolve(given);
          },
        };
        setAsked((all) => [...all, entry]);
      }),
    [],
  );

  useEffect(() => {
    const gone = new AbortController();
    const offset = base.current;
    const onExchange = (exchange: RecordedExchange): void => {
      const seen = { ...exchange, id: offset + exchange.id };
      base.current = Math.max(base.current, seen.id);
      setExchanges((all) =>
        [...all.filter(({ id }) => id !== seen.id), seen].sort((a, b) => a.id - b.id).slice(-MOST_EXCHANGES),
      );
    };
    const onNotice = (notice: Notice): void =>
      setCall((last) => last && { ...last, notices: [...last.notices, notice].slice(-MOST_NOTICES) });
    const open = async (): Promise<void> => {
      const { failureOf, openSession } = await import('#lib/client/playground/playground-session.ts');
      setConnection({ state: 'opening' });
      const fetch = recordedFetch(
        (exchange, signal) =>
          client.exchangeMcp(workflowId, exchange, signal ? AbortSignal.any([signal, gone.signal]) : gone.signal),
        onExchange,
      );
      try {
        const opened = await openSession({ era, url, fetch, onQuestion, onNotice });
        if (gone.signal.aborted) return await opened.close();
        session.current = opened;
        setConnection({ state: 'open', offer: opened.offer });
      } catch (error) {
        if (!gone.signal.aborted) setConnection({ state: 'failed', failure: failureOf(error) });
      }
    };
    void open();
    return () => {
      const opened = session.current;
      session.current = null;
      running.current?.abort();
      setAsked([]);
      // A session of the older era is ended by a last request.
      void Promise.resolve(opened?.close()).finally(() => gone.abort());
    };
  }, [client, workflowId, url, deploymentId, era, attempt, onQuestion]);

  const run = useCallback(
    async (action: Action): Promise<void> => {
      const { failureOf } = await import('#lib/client/playground/playground-session.ts');
      if (!session.current) return;
      const stop = new AbortController();
      running.current = stop;
      const began = performance.now();
      setCall({ action, state: 'running', notices: [], result: null, failure: null, durationMs: null });
      const end = (more: Partial<Call>): void =>
        setCall((last) => last && { ...last, ...more, durationMs: Math.round(performance.now() - began) });
      try {
        end({ state: 'done', result: await session.current.run(action, stop.signal) });
      } catch (error) {
        if (stop.signal.aborted) end({ state: 'canceled' });
        else end({ state: 'failed', failure: failureOf(error) });
      } finally {
        running.current = null;
        setAsked([]);
        // The figures above speak of this call, too.
        void cache.invalidateQueries({ queryKey: [...queryKeys.server(workspace.id, workflowId), 'activity'] });
      }
    },
    [cache, workspace.id, workflowId],
  );

  return {
    connection,
    exchanges,
    call,
    asked: asked[0] ?? null,
    run,
    cancel: () => running.current?.abort(),
    reconnect: () => setAttempt((count) => count + 1),
    forget: () => setExchanges([]),
    clearCall: () => setCall(null),
  };
}

export type Playground = ReturnType<typeof usePlayground>;
