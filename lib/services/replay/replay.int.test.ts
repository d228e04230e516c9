import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { getWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { newId } from '#lib/shared/ids.ts';
import { replayExecution } from './replay-execution.ts';

const start = { type: 'trigger.manual' };

describe('replay of a past run', () => {
  const world = useWorld({ runtime: true });
  let server: Server;
  let origin: string;
  let hits = 0;
  let connections = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      hits += 1;
      response.writeHead(request.url === '/missing' ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ n: hits, at: request.url }));
    });
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const get = (url = '/x') => ({ type: 'http.request', config: { method: 'GET', url: `${origin}${url}` } });
  const post = (body: unknown) => ({ type: 'http.request', config: { method: 'POST', url: `${origin}/write`, body } });
  const shop = (factor = 2, url = '/x'): WorkflowDefinition =>
    chain({
      start,
      fetch: get(url),
      price: {
        type: 'data.code',
        config: { code: `return { total: steps.fetch.body.n * ${factor}, lot: Math.random(), now: Date.now() };` },
      },
      write: post('{{ steps.price }}'),
      end: {
        type: 'core.return',
        config: { value: { price: '{{ steps.price }}', wrote: '{{ steps.write.status }}' } },
      },
    });
  const made = async (definition: WorkflowDefinition): Promise<{ principal: Principal; id: string }> => {
    const principal = await world.newWorkspace();
    return { principal, id: await world.newWorkflow(principal, definition) };
  };
  const deploy = async (principal: Principal, id: string): Promise<void> => {
    const { id: deploymentId } = await deployWorkflow(world.deps, principal, { id });
    await applyDeployment(world.deps, { deploymentId, workspaceId: principal.workspaceId });
  };
  const change = async (principal: Principal, id: string, definition: WorkflowDefinition): Promise<void> => {
    const { revision } = await getWorkflow(world.deps, principal, { id });
    await saveDraft(world.deps, principal, { id, definition, revision });
  };
  const run = async (principal: Principal, id: string, input: unknown = 'tea'): Promise<Execution> =>
    (await executeWorkflow(world.deps, principal, { id, mode: 'sync', input })).execution;
  const replay = (principal: Principal, id: string, version?: number | 'live' | 'draft') =>
    replayExecution(world.deps, principal, { id, ...(version !== undefined && { version }) });
  const marks = ({ steps }: Awaited<ReturnType<typeof replay>>) =>
    steps.map(({ key, iteration, mark }) => `${key}${iteration ? `#${iteration.join('.')}` : ''} ${mark}`);

  it('the same version does the same: calls from the record, code with the recorded clock and seed', async () => {
    const { principal, id } = await made(shop());
    const recorded = await run(principal, id);
    expect(recorded.status).toBe('success');
    const replayed = await replay(principal, recorded.id);
    expect(replayed).toMatchObject({ version: null, difference: null, differences: [], stoppedAt: null });
    expect(replayed.execution).toEqual({ status: 'success', isError: false, output: recorded.output, error: null });
    expect(new Set(replayed.steps.map(({ mark }) => mark))).toEqual(new Set(['same']));
  });

  it('never reaches outside: no connection, no effect, no run in the log', async () => {
    const { principal, id } = await made(shop());
    const recorded = await run(principal, id);
    const rows = async () => {
      const counts = await Promise.all(
        ['execution', 'execution_step', 'effect', 'stored_value', 'error_run'].map((table) =>
          world.deps.db.pool.query(`SELECT count(*)::int AS n FROM ${table}`),
        ),
      );
      return counts.map(({ rows: [row] }) => (row as { n: number }).n);
    };
    const [before, hitsBefore, connectionsBefore] = [await rows(), hits, connections];
    await change(principal, id, shop(3));
    await replay(principal, recorded.id);
    await replay(principal, recorded.id, 'draft');
    expect([await rows(), hits, connections]).toEqual([before, hitsBefore, connectionsBefore]);
  });

  it('another version: the first difference is named with node, field and both values', async () => {
    const { principal, id } = await made(shop());
    await deploy(principal, id);
    const recorded = await run(principal, id);
    await change(principal, id, shop(10));
    await deploy(principal, id);
    const total = (recorded.output as { price: { total: number } }).price.total;
    const second = await replay(principal, recorded.id, 2);
    expect(second.version).toBe(2);
    expect(second.difference).toEqual({
      nodeId: 'price',
      key: 'price',
      what: 'input',
      path: '/code',
      recorded: expect.stringContaining('* 2,'),
      replayed: expect.stringContaining('* 10,'),
    });
    expect(second.differences).toContainEqual({
      nodeId: 'write',
      key: 'write',
      what: 'input',
      path: '/body/total',
      recorded: total,
      replayed: total * 5,
    });
    expect(marks(second)).toEqual(['start same', 'fetch same', 'price different', 'write different', 'end different']);
    expect(second.execution?.output).toMatchObject({ price: { total: total * 5 }, wrote: 200 });
    expect((await replay(principal, recorded.id, 1)).difference).toBeNull();
    expect((await replay(principal, recorded.id)).version).toBe(2);
  });

  it('stops at a step without a record, and names it', async () => {
    const { principal, id } = await made(shop());
    const recorded = await run(principal, id);
    const longer = shop();
    const [first, ...rest] = longer.nodes;
    await change(principal, id, {
      ...longer,
      nodes: [first!, { ...rest[0]!, id: 'audit', key: 'audit' }, ...rest],
      edges: [
        { id: 'x', source: { node: 'start', port: 'out' }, target: { node: 'audit', port: 'in' } },
        { id: 'y', source: { node: 'audit', port: 'out' }, target: { node: 'fetch', port: 'in' } },
        ...longer.edges.slice(1),
      ],
    });
    const stopped = await replay(principal, recorded.id, 'draft');
    expect(stopped).toMatchObject({
      execution: null,
      stoppedAt: { nodeId: 'audit', key: 'audit' },
      difference: { key: 'audit', what: 'added' },
    });
    expect(marks(stopped)).toEqual([
      'start same',
      'audit different',
      'fetch unknown',
      'price unknown',
      'write unknown',
      'end unknown',
    ]);
  });

  it('loops by item, and errors that were handled', async () => {
    const loop = (word: string): WorkflowDefinition => {
      const base = chain({
        start,
        each: { type: 'logic.forEach', config: { items: '{{ input }}', concurrency: 2, onItemError: 'collect' } },
        end: { type: 'core.return', config: { value: '{{ steps.each }}' } },
      });
      const call = { ...get('/{{ item }}'), policy: { onError: 'continue' as const } };
      const body = chain({ call, name: { type: 'data.set', config: { value: `{{ item + "${word}" }}` } } });
      return {
        ...base,
        nodes: [...base.nodes, ...body.nodes.map((node) => ({ ...node, parentId: 'each' }))],
        edges: [...base.edges, ...body.edges.map((edge) => ({ ...edge, id: `b${edge.id}` }))],
      };
    };
    const { principal, id } = await made(loop('!'));
    const recorded = await run(principal, id, ['a', 'missing', 'c']);
    expect(recorded.output).toEqual(['a!', 'missing!', 'c!']);
    expect(recorded.steps.find(({ key, status }) => key === 'call' && status === 'error')).toMatchObject({
      iteration: [1],
      handled: true,
    });
    expect((await replay(principal, recorded.id)).difference).toBeNull();
    await change(principal, id, loop('?'));
    const other = await replay(principal, recorded.id, 'draft');
    expect(other.difference).toMatchObject({
      key: 'name',
      what: 'input',
      path: '/value',
      iteration: expect.any(Array),
    });
    expect(other.differences.filter(({ key }) => key === 'name')).toHaveLength(3);
    expect(other.execution?.output).toEqual(['a?', 'missing?', 'c?']);
    expect(marks(other)).toContain('call#1 same');
  });

  it('a run that failed is computed with the version that is to mend it', async () => {
    const fragile = (path: string) =>
      chain({
        start,
        read: { type: 'data.code', config: { code: `return input.${path}.length` } },
        end: { type: 'core.return', config: { value: '{{ steps.read }}' } },
      });
    const { principal, id } = await made(fragile('items'));
    const recorded = await run(principal, id, { list: [1, 2] });
    expect(recorded.status).toBe('error');
    await change(principal, id, fragile('list'));
    const mended = await replay(principal, recorded.id, 'draft');
    expect(mended.execution).toMatchObject({ status: 'success', output: 2 });
    expect(mended.difference).toMatchObject({ key: 'read' });
  });

  it('refuses what cannot be computed, and says why', async () => {
    const { principal, id } = await made({ ...shop(), settings: { timeoutMs: 30_000, saveData: 'none' } });
    const bare = await run(principal, id);
    await expect(replay(principal, bare.id)).rejects.toMatchObject({
      code: 'conflict',
      params: { reason: 'nothing_recorded' },
    });
    const { execution: queued } = await executeWorkflow(world.deps, principal, { id, mode: 'async', input: 1 });
    await expect(replay(principal, queued.id)).rejects.toMatchObject({
      code: 'conflict',
      params: { reason: 'not_ended' },
    });
    await expect(replay(principal, bare.id, 9)).rejects.toMatchObject({ code: 'conflict' });
    const kept = await made(shop());
    const recorded = await run(kept.principal, kept.id);
    await expect(replay(kept.principal, recorded.id, 7)).rejects.toMatchObject({ code: 'not_found' });
    await expect(replay(kept.principal, recorded.id, 'live')).rejects.toMatchObject({ code: 'conflict' });
    const { nodes, ...rest } = shop();
    const renamed = nodes.map((node) => (node.id === 'start' ? { ...node, key: 'begin' } : node));
    await change(kept.principal, kept.id, { ...rest, nodes: renamed });
    await expect(replay(kept.principal, recorded.id)).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/trigger', code: 'unknown_trigger' }],
    });
  });

  it('viewers may not, and for strangers the run does not exist', async () => {
    const { principal, id } = await made(shop());
    const recorded = await run(principal, id);
    const stranger = await world.newWorkspace();
    await expect(replay(stranger, recorded.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(replay(principal, newId())).rejects.toMatchObject({ code: 'not_found' });
    await expect(replay({ ...principal, role: 'viewer' }, recorded.id)).rejects.toMatchObject({ code: 'forbidden' });
    const bound = { ...principal, kind: 'apiKey', apiKey: { id: newId(), scopes: [], servers: [newId()] } } as never;
    await expect(replay(bound, recorded.id)).rejects.toMatchObject({ code: 'not_found' });
  });
});
