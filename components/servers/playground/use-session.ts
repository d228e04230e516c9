'use client';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type {
  Era,
  Notice,
  Offer,
  Question,
  QuestionAnswer,
  Session,
} from '#lib/client/playground/playground-session.ts';
import { recordedFetch, type RecordedExchange } from '#lib/client/playground/recorded-fetch.ts';
import { useClient } from '../../layout/workspace-context.tsx';

export interface Failure {
  code: number | null;
  message: string;
  data?: unknown;
}

type Connection = { state: 'opening' } | { state: 'open'; offer: Offer } | { state: 'failed'; failure: Failure };

const opening: Connection = { state: 'opening' };

/** A live server of a workflow. Another deployment of it is another connection. */
export interface PlayedServer {
  workflowId: string;
  url: string;
  deploymentId: string;
}

interface SessionHandlers {
  recorder: () => (exchange: RecordedExchange) => void;
  onQuestion: (question: Question) => Promise<QuestionAnswer>;
  onNotice: (notice: Notice) => void;
  /** A connection is given up, with all that goes on over it. */
  onEnd: () => void;
}

/** Keeps one connection to a server open, in one era. The handlers must not change. */
export function useSession(
  { workflowId, url, deploymentId }: PlayedServer,
  era: Era,
  { recorder, onQuestion, onNotice, onEnd }: SessionHandlers,
): { connection: Connection; session: RefObject<Session | null>; reconnect: () => void } {
  const client = useClient();
  const [attempt, setAttempt] = useState(0);
  const key = `${era} ${deploymentId} ${attempt}`;
  const [last, setLast] = useState<{ key: string; connection: Connection }>({ key, connection: opening });
  const session = useRef<Session | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    const open = async (): Promise<void> => {
      const { failureOf, openSession } = await import('#lib/client/playground/playground-session.ts');
      const fetch = recordedFetch(
        (exchange, signal) =>
          client.exchangeMcp(workflowId, exchange, signal ? AbortSignal.any([signal, gone.signal]) : gone.signal),
        recorder(),
      );
      try {
        const opened = await openSession({ era, url, fetch, onQuestion, onNotice });
        if (gone.signal.aborted) return await opened.close();
        session.current = opened;
        setLast({ key, connection: { state: 'open', offer: opened.offer } });
      } catch (error) {
        if (!gone.signal.aborted) setLast({ key, connection: { state: 'failed', failure: failureOf(error) } });
      }
    };
    void open();
    return () => {
      const opened = session.current;
      session.current = null;
      onEnd();
      // A session of the older era is ended by a last request.
      void Promise.resolve(opened?.close()).finally(() => gone.abort());
    };
  }, [client, workflowId, url, era, key, recorder, onQuestion, onNotice, onEnd]);
  // What was said of another connection is not said of this one.
  const connection = last.key === key ? last.connection : opening;
  return { connection, session, reconnect: () => setAttempt((count) => count + 1) };
}
