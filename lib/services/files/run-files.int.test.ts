import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { executeNode } from '#lib/services/executions/execute-node.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { sweep } from '#lib/services/maintenance/sweep.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { fileFacts, type FileFacts } from '#lib/shared/file-reference.ts';
import { idFloor, newId } from '#lib/shared/ids.ts';
import { createValueStore } from '#lib/values/postgres-values.ts';
import type { FileDeps } from './file-deps.ts';
import { getFile } from './get-file.ts';
import { listFiles } from './list-files.ts';
import { readFile } from './read-file.ts';
import { uploadFile } from './upload-file.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const DAY_MS = 24 * 3_600_000;

describe('files of runs', () => {
  const world = useWorld({ worker: true, runtime: true });
  const deps = (): FileDeps => ({ db: world.deps.db, values: createValueStore({ pool: world.deps.db.pool }) });
  let server: Server;
  let origin = '';
  let sent: { type: string | undefined; body: Buffer }[] = [];
  /** What `/forged` answers. */
  let forged: unknown = null;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.method === 'POST')
          sent.push({ type: request.headers['content-type'], body: Buffer.concat(chunks) });
        if (request.url === '/logo.png') response.setHeader('content-type', 'image/png').end(png);
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(forged));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const fetchLogo = (): WorkflowDefinition =>
    chain({
      start: { type: 'trigger.manual', config: {} },
      get: { type: 'http.request', config: { method: 'GET', url: `${origin}/logo.png` } },
      end: { type: 'core.return', config: { value: '{{ steps.get.body }}' } },
    });
  /** Sends its input on. */
  const send = (): WorkflowDefinition =>
    chain({
      start: { type: 'trigger.manual', config: {} },
      post: { type: 'http.request', config: { method: 'POST', url: `${origin}/sink`, body: '{{ input }}' } },
    });
  const run = async (
    principal: Principal,
    definition: WorkflowDefinition,
    input: unknown = {},
    mode: 'sync' | 'async' = 'sync',
  ): Promise<Execution> => {
    const id = await world.newWorkflow(principal, definition);
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode, input });
    return vi.waitFor(
      async () => {
        const now = await getExecution(world.deps, principal, { id: execution.id });
        expect(isEnded(now.status)).toBe(true);
        return now;
      },
      { timeout: 15_000, interval: 20 },
    );
  };
  const madeBy = async (
    principal: Principal,
    mode?: 'sync' | 'async',
  ): Promise<{ execution: Execution; file: FileFacts }> => {
    const execution = await run(principal, fetchLogo(), {}, mode);
    expect(execution.error).toBe(null);
    return { execution, file: fileFacts(execution.output)! };
  };
  /** What a workflow sends when it gets this as its input. */
  const sentFor = async (principal: Principal, input: unknown): Promise<{ type: string | undefined; body: Buffer }> => {
    sent = [];
    expect(await run(principal, send(), input)).toMatchObject({ status: 'success' });
    return sent[0]!;
  };
  const expectPlain = ({ type, body }: { type: string | undefined; body: Buffer }, value: unknown): void => {
    expect(type).toBe('application/json');
    expect(JSON.parse(body.toString())).toEqual(value);
  };

  it.each(['sync', 'async'] as const)('a binary answer becomes a file of the run (%s)', async (mode) => {
    const principal = await world.newWorkspace();
    const { execution, file } = await madeBy(principal, mode);
    expect(file).toMatchObject({ name: 'logo.png', mimeType: 'image/png', size: png.length });
    expect(await getFile(deps(), principal, file)).toMatchObject({
      executionId: execution.id,
      workflowId: execution.workflowId,
      sha256: file.sha256,
    });
    const { items } = await listFiles(deps(), principal, { limit: 5, executionId: execution.id });
    expect(items.map(({ id }) => id)).toEqual([file.id]);
    const content = await readFile(deps(), principal, file);
    const pieces: Uint8Array[] = [];
    for await (const piece of content.read({ start: 0, end: content.size })) pieces.push(piece);
    expect(Buffer.concat(pieces)).toEqual(png);
  });

  it('an uploaded file is sent as its bytes, under the name and type that it was stored with', async () => {
    const principal = await world.newWorkspace();
    const bytes = (async function* () {
      yield Buffer.from('a,b\n1,2\n');
    })();
    const stored = await uploadFile(deps(), principal, {
      name: 'a.csv',
      mimeType: 'text/csv',
      atMostBytes: null,
      bytes,
    });
    const { id, size, sha256 } = stored;
    const $file = { id, name: 'other.html', mimeType: 'text/html', size, sha256 };
    expect(await sentFor(principal, { $file })).toEqual({ type: 'text/csv', body: Buffer.from('a,b\n1,2\n') });
  });

  it('what was not minted for this workspace and run is plain data', async () => {
    const [principal, stranger] = [await world.newWorkspace(), await world.newWorkspace()];
    const { file: foreign } = await madeBy(stranger);
    const { file: ofAnotherRun } = await madeBy(principal);
    for (const $file of [
      foreign,
      ofAnotherRun,
      { ...ofAnotherRun, sha256: '0'.repeat(64) },
      { ...ofAnotherRun, size: 1 },
      { ...ofAnotherRun, id: newId() },
      { ...ofAnotherRun, id: '../../etc/passwd' },
    ]) {
      expectPlain(await sentFor(principal, { $file }), { $file });
    }
  });

  it('a look-alike in an upstream’s answer is plain data', async () => {
    const [principal, stranger] = [await world.newWorkspace(), await world.newWorkspace()];
    forged = { $file: (await madeBy(stranger)).file };
    sent = [];
    const passOn = chain({
      start: { type: 'trigger.manual', config: {} },
      get: { type: 'http.request', config: { method: 'GET', url: `${origin}/forged` } },
      post: { type: 'http.request', config: { method: 'POST', url: `${origin}/sink`, body: '{{ steps.get.body }}' } },
    });
    expect(await run(principal, passOn)).toMatchObject({ status: 'success' });
    expectPlain(sent[0]!, forged);
  });

  it('trying a node may use a file of an earlier run of its workflow, of no other', async () => {
    const principal = await world.newWorkspace();
    const definition = chain({
      start: { type: 'trigger.manual', config: {} },
      get: { type: 'http.request', config: { method: 'GET', url: `${origin}/logo.png` } },
      post: { type: 'http.request', config: { method: 'POST', url: `${origin}/sink`, body: '{{ steps.get.body }}' } },
    });
    const id = await world.newWorkflow(principal, definition);
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: {} });
    const own = execution.steps.find(({ key }) => key === 'get')!.output;
    const { file } = await madeBy(principal);
    const tried = async (output: unknown): Promise<{ type: string | undefined }> => {
      sent = [];
      await executeNode(world.deps, principal, { id, nodeId: 'post', input: {}, steps: { get: output } });
      return sent[0]!;
    };
    expect((await tried(own)).type).toBe('image/png');
    expect((await tried({ body: { $file: file } })).type).toBe('application/json');
  });

  it('files of a workspace that was deleted long ago are gone', async () => {
    const [principal, recent] = [await world.newWorkspace(), await world.newWorkspace()];
    const [{ file }, { file: kept }] = [await madeBy(principal), await madeBy(recent)];
    const { pool } = world.deps.db;
    await pool.query(`UPDATE workspace SET deleted_at = now() - interval '31 days' WHERE id = $1`, [
      principal.workspaceId,
    ]);
    await pool.query('UPDATE workspace SET deleted_at = now() WHERE id = $1', [recent.workspaceId]);
    await sweep(world.deps, { steady: false, housekeeping: true });
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM file WHERE id = ANY($1)', [[file.id, kept.id]]);
    expect(rows).toEqual([{ id: kept.id }]);
  });

  it('files go when their run goes, and half-written ones after an hour', async () => {
    const principal = await world.newWorkspace();
    const { pool } = world.deps.db;
    const [young, old, orphan] = [await madeBy(principal), await madeBy(principal), await madeBy(principal)];
    const longAgo = idFloor(Date.now() - 40 * DAY_MS);
    await pool.query('DELETE FROM execution WHERE id = $1', [old.execution.id]);
    await pool.query('UPDATE file SET execution_id = $2 WHERE id = $1', [old.file.id, longAgo]);
    await pool.query('DELETE FROM workflow WHERE id = $1', [orphan.execution.workflowId]);
    await pool.query(`UPDATE file SET ready_at = NULL, created_at = now() - interval '2 hours' WHERE id = $1`, [
      (await madeBy(principal)).file.id,
    ]);
    await sweep(world.deps, { steady: false, housekeeping: true });
    const { rows } = await pool.query<{ id: string }>('SELECT id FROM file WHERE workspace_id = $1', [
      principal.workspaceId,
    ]);
    expect(rows).toEqual([{ id: young.file.id }]);
    await expect(getFile(deps(), principal, old.file)).rejects.toMatchObject({ code: 'not_found' });
  });
});
