import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { previewDeployment } from '#lib/services/deployments/preview-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { exportWorkflow } from './export-workflow.ts';
import { getWorkflow } from './get-workflow.ts';
import { importWorkflow } from './import-workflow.ts';
import { listVersions } from './list-versions.ts';
import { saveDraft } from './save-draft.ts';
import { validateWorkflow } from './validate-workflow.ts';

describe('looking at a workflow', () => {
  let asked = 0;
  const listener = createServer((socket) => {
    asked += 1;
    socket
      .resume()
      .on('error', () => undefined)
      .end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n');
  });
  beforeAll(() => new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => listener.close(resolve)));
  const port = (): number => (listener.address() as AddressInfo).port;
  const world = useWorld({ runtime: true, environment: () => ({ OUTBOUND_ALLOW: `127.0.0.1:${port()}` }) });

  /** Everything in it would be noticed if it were done. */
  const loaded = () =>
    chain({
      start: {
        type: 'trigger.tool',
        config: {
          name: 'loaded',
          description: 'Loaded',
          inputSchema: { type: 'object', $comment: `http://127.0.0.1:${port()}/schema` },
          icons: [{ src: `https://127.0.0.1:${port()}/icon.png` }],
        },
      },
      code: { type: 'data.code', config: { code: 'while (true) {}' } },
      ask: { type: 'http.request', config: { method: 'GET', url: `http://127.0.0.1:${port()}/asked` } },
      html: { type: 'data.html', config: { html: `<img src="http://127.0.0.1:${port()}/x">`, values: [] } },
      end: { type: 'core.return', config: { value: `{{ fetch('http://127.0.0.1:${port()}') }}` } },
    });
  const processes = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;

  test('runs none of it, starts no process and opens no socket; running it does', async () => {
    const principal = await world.newWorkspace();
    const before = processes();
    const id = await world.newWorkflow(principal, loaded());
    await validateWorkflow(world.deps, principal, { id });
    await validateWorkflow(world.deps, principal, { id, definition: loaded() });
    const { revision } = await getWorkflow(world.deps, principal, { id });
    await saveDraft(world.deps, principal, { id, revision, definition: loaded() });
    const { id: imported } = await importWorkflow(
      world.deps,
      principal,
      await exportWorkflow(world.deps, principal, { id }),
    );
    await previewDeployment(world.deps, principal, { id: imported });
    await deployWorkflow(world.deps, principal, { id: imported }).catch(() => undefined);
    await listVersions(world.deps, principal, { id: imported, limit: 10 });
    expect(asked).toBe(0);
    expect(processes()).toBe(before);

    const asking = chain({
      start: { type: 'trigger.manual', config: {} },
      ask: { type: 'http.request', config: { method: 'GET', url: `http://127.0.0.1:${port()}/asked` } },
      end: { type: 'core.return', config: { value: 1 } },
    });
    const run = await world.newWorkflow(principal, asking);
    await executeWorkflow(world.deps, principal, { id: run, mode: 'sync', input: {} });
    expect(asked).toBe(1);
  });
});
