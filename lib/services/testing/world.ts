import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { loadConfig, type Config } from '#lib/config/config.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal, Role } from '#lib/contracts/principal.ts';
import { createBus } from '#lib/bus/create-bus.ts';
import { createDb } from '#lib/db/client.ts';
import { createLogger } from '#lib/observability/logger.ts';
import { createQueue } from '#lib/queue/create-queue.ts';
import { makeMasterKey } from '#lib/secrets/master-keys.ts';
import { createRuntimeDeps } from '#lib/server/runtime-deps.ts';
import { openVault } from '#lib/server/vault.ts';
import { createWorkerDeps } from '#lib/server/worker-deps.ts';
import { createWorkflow } from '#lib/services/workflows/create-workflow.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { systemClock } from '#lib/shared/clock.ts';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { startWorker, type RunningWorker } from '#workers/processors/start-worker.ts';
import { startRuntime } from '#workers/runtime/start-runtime.ts';
import { findFreePort } from '../../../scripts/free-port.ts';

export interface World {
  readonly deps: WorkflowDeps;
  readonly config: Config;
  /** The settings of `config`, as processes of their own get them. */
  readonly environment: Record<string, string>;
  /** A fresh workspace and somebody in it. */
  newWorkspace(role?: Role): Promise<Principal>;
  newWorkflow(principal: Principal, definition: WorkflowDefinition, name?: string): Promise<string>;
  startWorker(): Promise<RunningWorker>;
}

interface WorldOptions {
  worker?: boolean;
  runtime?: boolean;
  /** More settings; asked for in `beforeAll`. */
  environment?: () => Record<string, string>;
}

/** Call it once at the top of a `describe`; its fields are there from `beforeAll` on. */
export function useWorld(options: WorldOptions = {}): World {
  const database = useDatabase();
  let opened: { deps: WorkflowDeps; config: Config; environment: Record<string, string> } | null = null;
  const cleanups: (() => Promise<unknown>)[] = [];
  const current = () => {
    if (opened === null) throw new Error('useWorld: the world exists from beforeAll on');
    return opened;
  };
  const worker = async (): Promise<RunningWorker> => {
    const config = loadConfig({ ...current().environment, WORKER_PORT: String(await findFreePort()) });
    return startWorker(createWorkerDeps(config));
  };
  beforeAll(async () => {
    const environment = { ...(await environmentFor(database.url)), ...options.environment?.() };
    const config = loadConfig(environment);
    const deps = openDeps(config);
    opened = { deps, config, environment };
    cleanups.push(() => closeDeps(deps));
    if (options.worker) {
      const running = await worker();
      cleanups.unshift(() => running.stop(1_000));
    }
    if (options.runtime) {
      const runtime = await startRuntime(createRuntimeDeps(config));
      cleanups.unshift(() => runtime.stop(1_000));
    }
  });
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });
  return {
    get deps() {
      return current().deps;
    },
    get config() {
      return current().config;
    },
    get environment() {
      return current().environment;
    },
    newWorkspace: (role = 'owner') => newWorkspace(current().deps, role),
    newWorkflow: async (principal, definition, name = 'Echo') =>
      (await createWorkflow(current().deps, principal, { name, definition })).id,
    startWorker: worker,
  };
}

async function environmentFor(databaseUrl: string): Promise<Record<string, string>> {
  const ports = await Promise.all([findFreePort(), findFreePort(), findFreePort(), findFreePort()]);
  const [web, mcp, internal, worker] = ports.map(String) as [string, string, string, string];
  return {
    DATABASE_URL: databaseUrl,
    PORT: web,
    MCP_PORT: mcp,
    INTERNAL_PORT: internal,
    WORKER_PORT: worker,
    AUTH_SECRET: randomBytes(32).toString('base64'),
    INTERNAL_SECRET: randomBytes(32).toString('base64'),
    MASTER_KEY: makeMasterKey(),
    OUTBOUND_ALLOW: '127.0.0.1',
    STOP_DELAY_MS: '0',
    LOG_LEVEL: 'fatal',
  };
}

function openDeps(config: Config): WorkflowDeps {
  const { databaseUrl, redisUrl } = config;
  const logger = createLogger(config, 'web');
  const db = createDb({ databaseUrl });
  return {
    config,
    logger,
    db,
    bus: createBus({ databaseUrl, redisUrl, logger }),
    queue: createQueue({ databaseUrl, redisUrl, logger }),
    catalog: nodeCatalog,
    clock: systemClock,
    vault: openVault(db, config, systemClock),
  };
}

async function closeDeps(deps: WorkflowDeps): Promise<void> {
  await deps.queue.close();
  await deps.bus.close();
  await deps.db.close();
}

async function newWorkspace({ db }: WorkflowDeps, role: Role): Promise<Principal> {
  const [userId, workspaceId] = [newId(), newId()];
  const workspaceSlug = `w-${workspaceId.slice(-12)}`;
  const email = `${userId}@example.com`;
  await db.prisma.user.create({ data: { id: userId, email, name: 'Kim' } });
  await db.prisma.workspace.create({ data: { id: workspaceId, slug: workspaceSlug, name: 'Test' } });
  await db.prisma.membership.create({ data: { id: newId(), workspaceId, userId, role } });
  return { kind: 'user', userId, email, workspaceId, workspaceSlug, role, traceId: newId().replaceAll('-', '') };
}
