import { expect, type Page } from '@playwright/test';

/** The REST API with the session of the page. */
export async function call<T>(page: Page, method: string, path: string, body?: unknown, headers = {}): Promise<T> {
  const answer = await page.evaluate(
    async ([verb, url, text, more]) => {
      const response = await fetch(url, {
        method: verb,
        headers: { ...(text !== null && { 'content-type': 'application/json' }), ...more },
        ...(text !== null && { body: text }),
      });
      const answered = await response.text();
      return { ok: response.ok, body: answered === '' ? null : (JSON.parse(answered) as unknown) };
    },
    [method, `/api/v1${path}`, body === undefined ? null : JSON.stringify(body), headers] as const,
  );
  expect(answer.ok, JSON.stringify(answer.body)).toBe(true);
  return answer.body as T;
}

export interface Step {
  type: string;
  name?: string;
  config?: Record<string, unknown>;
  /** The loop around it. */
  parentId?: string;
}

/** A definition of these nodes, wired one after another; those in loops stand apart. */
export function chain(nodes: Record<string, Step>, settings: object = {}) {
  const keys = Object.keys(nodes);
  const outer = keys.filter((key) => nodes[key]!.parentId === undefined);
  return {
    schemaVersion: 1,
    settings,
    nodes: keys.map((key, index) => ({ ...nodes[key], id: key, key, position: { x: index * 260, y: 0 } })),
    edges: outer.slice(1).map((key, index) => ({
      id: `e${index}`,
      source: { node: outer[index], port: nodes[outer[index]!]!.type === 'human.approval' ? 'approved' : 'out' },
      target: { node: key, port: 'in' },
    })),
  };
}

export async function created(page: Page, name: string, definition: object): Promise<{ id: string; revision: number }> {
  return call(page, 'POST', '/workflows', { name, definition });
}

export async function deployed(page: Page, id: string): Promise<void> {
  const deployment = await call<{ id: string }>(page, 'POST', `/workflows/${id}/deploy`, {});
  await expect
    .poll(async () => (await call<{ status: string }>(page, 'GET', `/deployments/${deployment.id}`)).status)
    .toBe('active');
}

/** A run of the draft: to its end, or queued. */
export async function started(
  page: Page,
  id: string,
  { input = {}, mode = 'sync' }: { input?: unknown; mode?: 'sync' | 'async' } = {},
): Promise<string> {
  const run = await call<{ id: string }>(page, 'POST', `/workflows/${id}/execute`, { input, mode, version: 'draft' });
  return run.id;
}
