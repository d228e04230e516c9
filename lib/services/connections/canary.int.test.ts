import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { isEnded } from '#lib/contracts/execution.ts';
import { createOutboundHttp } from '#lib/outbound/outbound-http.ts';
import { executeNode } from '#lib/services/executions/execute-node.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { exportWorkflow } from '#lib/services/workflows/export-workflow.ts';
import { putVariable } from '#lib/services/variables/put-variable.ts';
import { createConnection } from './create-connection.ts';
import { getConnection } from './get-connection.ts';
import { testConnection } from './test-connection.ts';
import { useEchoServer } from './testing/echo-server.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CANARY = 'canary"sécret-9a77d1';
/** The canary as it is, and as JSON, URLs and Basic authentication write it. */
const spellings = [
  CANARY,
  JSON.stringify(CANARY).slice(1, -1),
  encodeURIComponent(CANARY),
  Buffer.from(`ada:${CANARY}`).toString('base64'),
];

/** Real processes that log everything; a server that repeats whatever it is sent, in answers and in errors. */
describe('a secret of a connection is nowhere but in its request', () => {
  const world = useWorld({ environment: () => ({ LOG_LEVEL: 'trace' }) });
  const echo = useEchoServer((request, response) => {
    if (!request.url!.startsWith('/fails')) return false;
    const message = `bad credentials: ${request.headers.authorization}`;
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
    return true;
  });
  const children: ChildProcess[] = [];
  let logs = '';
  const start = async (file: string, port: number): Promise<void> => {
    const env = { ...process.env, ...world.environment };
    const child = spawn(process.execPath, [file], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (logs += data.toString()));
    await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200), {
      timeout: 20_000,
      interval: 50,
    });
  };
  afterAll(async () => {
    for (const child of children) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
  });

  it('run data, errors, logs, audit, exports, answers, the database', { timeout: 60_000 }, async () => {
    await start('workers/runtime.ts', world.config.internalPort);
    await start('workers/worker.ts', world.config.workerPort);
    const owner = await world.newWorkspace();
    const outbound = createOutboundHttp(world.config);
    const deps = { ...world.deps, outbound };
    const said: unknown[] = [];
    const connectors: Pick<Parameters<typeof createConnection>[2], 'connector' | 'fields'>[] = [
      { connector: 'basic', fields: { username: 'ada', password: CANARY, testUrl: `${echo.url}/fails` } },
      { connector: 'apiKey', fields: { place: 'query', name: 'k', value: CANARY } },
      { connector: 'headers', fields: { headers: { 'X-Own': { $variable: 'CANARY' } } } },
    ];
    const variable = { name: 'CANARY', value: CANARY, secret: true, hosts: [echo.host] };
    said.push(await putVariable(world.deps, owner, variable));
    for (const each of connectors) {
      const body = { name: 'Canary', hosts: [echo.host], personal: false, ...each };
      const connection = await createConnection(deps, owner, body);
      const { id: connectionId } = connection;
      for (const url of [`${echo.url}/echo`, `${echo.url}/fails`]) {
        const headers = { 'X-Header': 'Key {{ vars.CANARY }}', Authorization: '{{vars.CANARY}}' };
        const call = { type: 'http.request', config: { method: 'GET', url, connectionId, headers } } as const;
        const end = { type: 'core.return', config: { value: '{{ steps.call }}' } };
        const id = await world.newWorkflow(owner, chain({ start: toolTrigger(), call, end }));
        const input = { text: 'x' };
        const { execution } = await executeWorkflow(world.deps, owner, { id, mode: 'sync', input });
        const queued = await executeWorkflow(world.deps, owner, { id, mode: 'async', input });
        await vi.waitFor(
          async () => {
            const now = await getExecution(world.deps, owner, { id: queued.execution.id });
            expect(isEnded(now.status)).toBe(true);
            said.push(now);
          },
          { timeout: 15_000, interval: 50 },
        );
        said.push(execution, await getExecution(world.deps, owner, { id: execution.id }));
        said.push(await executeNode(world.deps, owner, { id, nodeId: 'call' }));
        said.push(await exportWorkflow(world.deps, owner, { id }));
      }
      said.push(
        connection,
        await testConnection(deps, owner, connection),
        await getConnection(deps, owner, connection),
      );
    }
    await outbound.close();
    const { rows } = await world.deps.db.pool.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    for (const { name } of rows) {
      said.push(await world.deps.db.pool.query(`SELECT t::text AS row FROM "${name}" t`).then((found) => found.rows));
    }
    // The server did get it, and its repetitions were seen: else this test proves nothing.
    expect(echo.seen.some(({ headers }) => headers.authorization?.endsWith(spellings[3]!))).toBe(true);
    expect(echo.seen.some((request) => request.headers['x-header'] === `Key ${CANARY}`)).toBe(true);
    expect(echo.seen.some((request) => request.headers['x-own'] === CANARY)).toBe(true);
    expect(echo.seen.some(({ url }) => new URL(url, echo.url).searchParams.get('k') === CANARY)).toBe(true);
    const everything = JSON.stringify(said);
    expect(everything).toContain('[hidden]');
    expect(logs.length).toBeGreaterThan(100);
    for (const spelling of spellings) {
      expect(logs).not.toContain(spelling);
      expect(everything).not.toContain(spelling);
      expect(everything).not.toContain(JSON.stringify(spelling).slice(1, -1));
      expect(everything).not.toContain(Buffer.from(spelling).toString('hex'));
    }
  });
});
