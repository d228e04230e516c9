import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { loadConfig } from '#lib/config/config.ts';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { makeMasterKey } from '#lib/secrets/master-keys.ts';
import { createCore, type Core } from '#lib/server/core.ts';
import { wireIdentity } from '#lib/server/identity-wiring.ts';
import { createRuntimeDeps, type RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { signUp } from '#lib/services/identity/sign-up.ts';
import { addWorkflow } from '#lib/services/workflows/create-workflow.ts';
import { useDatabase, type TestDatabase } from '#lib/testing/database.ts';
import { findFreePort } from '../../../scripts/free-port.ts';
import { startRuntime, type Runtime } from '../start-runtime.ts';

/** A runtime in the test's own process, on real ports and a real Postgres, with a person who deploys to it. */
export interface RuntimeHarness {
  readonly db: TestDatabase;
  readonly deps: RuntimeDeps;
  readonly runtime: Runtime;
  readonly principal: Principal;
  readonly key: string;
  readonly internalSecret: string;
  /** Address of a server that answers `{}` after as many ms as its path names: `/250`, or a picture: `/logo.png`. Nodes may reach it. */
  readonly slowUrl: string;
  /** How often that server was asked to wait. */
  readonly slowRequests: number;
  deploy(name: string, definition: WorkflowDefinitionInput): Promise<Deployed>;
  /** Somebody else, with a workspace of their own. */
  stranger(): Promise<Pick<RuntimeHarness, 'principal' | 'key' | 'deploy'>>;
}

export interface Deployed {
  url: string;
  workflowId: string;
  versionId: string;
}

const SECRET = 'q8Zk1xVb7Lr3Tn9Wm2Yp5Hd0Gs6Jf4Ca';

/** `settings` are environment variables of the runtime; `through`: by which address it reaches the database. */
export function useRuntime(
  settings: Readonly<Record<string, string>> = {},
  through: (databaseUrl: string) => Promise<string> = async (url) => url,
): RuntimeHarness {
  const db = useDatabase();
  let slowRequests = 0;
  const slow = createServer((request, response) => {
    if (request.url === '/logo.png') return response.setHeader('content-type', 'image/png').end('not really');
    slowRequests += 1;
    return setTimeout(
      () => response.setHeader('content-type', 'application/json').end('{}'),
      Number(request.url?.slice(1)),
    );
  });
  let parts: { deps: RuntimeDeps; core: Core; runtime: Runtime; principal: Principal; key: string } | null = null;
  const opened = (): NonNullable<typeof parts> => {
    if (!parts) throw new Error('useRuntime: the runtime exists from beforeAll on');
    return parts;
  };
  beforeAll(async () => {
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const given = { ...(await environment(db.url, portOf(slow))), ...settings };
    const config = loadConfig({ ...given, DATABASE_URL: await through(db.url) });
    const deps = createRuntimeDeps(config);
    const core = createCore('web', loadConfig(given));
    const runtime = await startRuntime(deps);
    parts = { deps, core, runtime, ...(await person(core)) };
  });
  afterAll(async () => {
    await parts?.runtime.stop(1_000);
    await parts?.core.close();
    slow.closeAllConnections();
    slow.close();
  });
  return {
    db,
    internalSecret: SECRET,
    get deps() {
      return opened().deps;
    },
    get runtime() {
      return opened().runtime;
    },
    get principal() {
      return opened().principal;
    },
    get key() {
      return opened().key;
    },
    get slowUrl() {
      return `http://127.0.0.1:${portOf(slow)}`;
    },
    stranger: async () => {
      const { core } = opened();
      const other = await person(core, `stranger-${crypto.randomUUID()}@example.com`);
      return { ...other, deploy: (name, definition) => deploy(core, other.principal, name, definition) };
    },
    get slowRequests() {
      return slowRequests;
    },
    deploy: (name, definition) => deploy(opened().core, opened().principal, name, definition),
  };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function environment(databaseUrl: string, slowPort: number): Promise<Record<string, string>> {
  return {
    DATABASE_URL: databaseUrl,
    MCP_PORT: String(await findFreePort()),
    INTERNAL_PORT: String(await findFreePort()),
    AUTH_SECRET: SECRET,
    INTERNAL_SECRET: SECRET,
    MASTER_KEY: makeMasterKey(),
    OUTBOUND_ALLOW: `127.0.0.1:${slowPort}`,
    STOP_DELAY_MS: '0',
    LOG_LEVEL: 'silent',
  };
}

async function person(core: Core, email = 'builder@example.com'): Promise<{ principal: Principal; key: string }> {
  const deps = wireIdentity(core);
  const { user, workspace } = await signUp(
    deps,
    { traceId: 'test' },
    { email, password: 'correct horse battery', name: 'Builder', workspaceName: 'Acme' },
  );
  const principal: Principal = {
    kind: 'user',
    userId: user.id,
    email: user.email,
    workspaceId: workspace.id,
    workspaceSlug: workspace.slug,
    role: 'owner',
    traceId: 'test',
  };
  return { principal, key: (await createApiKey(deps, principal, { name: 'test' })).key };
}

/** Deploys as the web process and the worker do, without the queue between them. */
async function deploy(
  core: Core,
  principal: Principal,
  name: string,
  definition: WorkflowDefinitionInput,
): Promise<Deployed> {
  const queue = {
    enqueue: async () => {},
    counts: async () => ({ waiting: 0, active: 0, delayed: 0 }),
    ready: async () => {},
    close: async () => {},
  };
  const deps = { ...core, catalog: nodeCatalog, queue };
  const parsed = workflowDefinitionSchema.parse(definition);
  const workflowId = await addWorkflow(deps, principal, {
    name,
    description: '',
    tags: [],
    definition: parsed,
    action: 'workflow.created',
  });
  const { id, url } = await deployWorkflow(deps, principal, { id: workflowId });
  await applyDeployment(deps, { deploymentId: id, workspaceId: principal.workspaceId });
  const { rows } = await core.db.pool.query<{ version_id: string }>('SELECT version_id FROM deployment WHERE id = $1', [
    id,
  ]);
  return { url, workflowId, versionId: rows[0]!.version_id };
}
