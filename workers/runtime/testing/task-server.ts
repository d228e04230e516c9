import { afterAll, beforeAll, expect, vi } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { createCore } from '#lib/server/core.ts';
import { wireIdentity } from '#lib/server/identity-wiring.ts';
import { createWorkerDeps } from '#lib/server/worker-deps.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { startWorker, type RunningWorker } from '#workers/processors/start-worker.ts';
import { startHeldServer, type HeldServer } from '../../../e2e/mcp/held-server.ts';
import { findFreePort } from '../../../scripts/free-port.ts';
import { modernClient, type ModernAnswer, type ModernClient } from './modern-call.ts';
import { useRuntime, type Deployed, type RuntimeHarness } from './runtime-harness.ts';
import { taskTools } from './task-tools.ts';

/** A runtime and a worker, with a server of `taskTools`. Nothing in it is hurried: what is slow waits for the test. */
export interface TaskServer {
  readonly harness: RuntimeHarness;
  /** The gates of `held`. */
  readonly outside: HeldServer;
  readonly server: Deployed;
  /** Declares tasks. */
  readonly client: ModernClient;
  /** The same tools as another server, here or in another workspace. */
  another(name: string, by?: Pick<RuntimeHarness, 'deploy'>): Promise<Deployed>;
  setServer(change: Parameters<typeof updateServer>[2]): Promise<void>;
  newKey(input: Parameters<typeof createApiKey>[2]): Promise<string>;
  call(name: string, options?: Parameters<ModernClient['ask']>[2]): Promise<ModernAnswer>;
  /** The task that a call has become. */
  taskOf(name: string, given?: object): Promise<string>;
  get(taskId: string): Promise<ModernAnswer>;
  /** The task once it has ended. */
  endOf(taskId: string): Promise<Record<string, unknown>>;
  executionOf(taskId: string): Promise<{ id: string; mode: string; status: string }>;
}

const ended = ['completed', 'failed', 'cancelled'];

/** Call it once at the top of a file. */
export function useTaskServer(): TaskServer {
  const harness = useRuntime({ MCP_TASK_AFTER_MS: '400', MCP_HOLD_MS: '400', OUTBOUND_ALLOW: '127.0.0.1' });
  let parts: { outside: HeldServer; worker: RunningWorker; server: Deployed; client: ModernClient } | null = null;
  const opened = (): NonNullable<typeof parts> => {
    if (!parts) throw new Error('useTaskServer: the server exists from beforeAll on');
    return parts;
  };
  const definition = () => taskTools({ slow: harness.slowUrl, gates: opened().outside.origin });
  beforeAll(async () => {
    const outside = await startHeldServer();
    const worker = await startWorker(createWorkerDeps({ ...harness.deps.config, workerPort: await findFreePort() }));
    const server = await harness.deploy('Tasks', taskTools({ slow: harness.slowUrl, gates: outside.origin }));
    parts = { outside, worker, server, client: modernClient(server.url, harness.key) };
  });
  afterAll(async () => {
    await parts?.worker.stop(1_000);
    await parts?.outside[Symbol.asyncDispose]();
  });
  const get: TaskServer['get'] = (taskId) => opened().client.ask('tasks/get', { taskId });
  return {
    harness,
    get outside() {
      return opened().outside;
    },
    get server() {
      return opened().server;
    },
    get client() {
      return opened().client;
    },
    another: (name, by = harness) => by.deploy(name, definition()),
    setServer: async (change) => {
      const core = createCore('web', harness.deps.config);
      await updateServer({ ...core, catalog: nodeCatalog }, harness.principal, change);
      await core.close();
    },
    newKey: async (input) => {
      const core = createCore('web', harness.deps.config);
      const { key } = await createApiKey(wireIdentity(core), harness.principal, input);
      await core.close();
      return key;
    },
    call: (name, options) => opened().client.ask('tools/call', { name, arguments: {} }, options),
    taskOf: async (name, given = {}) => {
      const { result } = await opened().client.ask('tools/call', { name, arguments: given });
      expect(result).toMatchObject({ resultType: 'task', status: 'working' });
      return String(result?.['taskId']);
    },
    get,
    endOf: (taskId) =>
      vi.waitFor(
        async () => {
          const { result } = await get(taskId);
          if (!ended.includes(String(result?.['status']))) throw new Error(`The task is ${String(result?.['status'])}`);
          return result!;
        },
        { timeout: 20_000, interval: 50 },
      ),
    executionOf: async (taskId) => {
      const text =
        'SELECT e.id, e.mode, e.status FROM task t JOIN execution e ON e.id = t.execution_id WHERE t.id = $1';
      return (await harness.db.pool.query(text, [taskId])).rows[0];
    },
  };
}
