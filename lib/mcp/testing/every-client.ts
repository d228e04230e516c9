import { expect, it } from 'vitest';
import type { WorkflowBuilder } from '#lib/runner/testing/workflow-builder.ts';
import { clients, type AnyClient } from './clients.ts';
import { startWorkflow } from './served-workflow.ts';

export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
export const image = { type: 'image', data: PIXEL, mimeType: 'image/png' };

/** A trigger and a Return behind it. */
export function withReturn(
  builder: WorkflowBuilder,
  key: string,
  type: string,
  config: object,
  answer: object,
): WorkflowBuilder {
  return builder
    .node(key, type, config as Record<string, unknown>)
    .node(`${key}End`, 'core.return', { value: '', ...answer })
    .edge(key, `${key}End`);
}

/** Runs a check with each client on a server of its own workflow. */
export function everyClient(
  workflow: () => WorkflowBuilder,
  check: (client: AnyClient, url: string) => Promise<void>,
): void {
  it.each(clients)('%s', async (_name, connect) => {
    await using server = await startWorkflow(workflow().build());
    const client = await connect(server.url);
    await check(client, server.url);
    await client.close();
    expect(server.reported).toEqual([]);
  });
}
