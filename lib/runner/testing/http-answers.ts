import { NodeFailure, type OutboundResponse } from '#lib/kit/node-executor.ts';
import type { OutboundHttp } from '../ports.ts';
import { aWorkflow, type WorkflowBuilder } from './workflow-builder.ts';

export type Fetch = OutboundHttp['fetch'];
export const started = (): WorkflowBuilder => aWorkflow().node('start', 'trigger.manual');
export const get = (url = 'https://api.test/x', more = {}): Record<string, unknown> => ({
  method: 'GET',
  url,
  ...more,
});
export const post = (more = {}): Record<string, unknown> => ({
  method: 'POST',
  url: 'https://api.test/x',
  body: { a: 1 },
  ...more,
});
export const retry = { maxAttempts: 3, backoffMs: 1, factor: 2, maxBackoffMs: 50 };
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function answer(
  status = 200,
  body: unknown = { ok: true },
  headers: Record<string, string> = {},
): OutboundResponse {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: bytes,
    url: 'https://api.test/x',
  };
}

/** Never answers; rejects as the guard does when it is aborted after sending. */
export const hang: Fetch = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new NodeFailure('canceled', 'stopped', { mayHaveHappened: true })), {
      once: true,
    });
  });

/** Answers with each of `answers` in turn, and keeps the requests. */
export function scripted(...answers: (OutboundResponse | Error)[]): { fetch: Fetch; requests: Parameters<Fetch>[0][] } {
  const requests: Parameters<Fetch>[0][] = [];
  return {
    requests,
    fetch: async (request) => {
      const next = answers[Math.min(requests.length, answers.length - 1)]!;
      requests.push(request);
      if (next instanceof Error) throw next;
      return next;
    },
  };
}
