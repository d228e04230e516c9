import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMcpEndpoint } from '#lib/mcp/mcp-endpoint.ts';
import type { SessionStore } from '#lib/mcp/sessions/session-store.ts';
import type { ReadFile } from '#lib/mcp/tool-runner.ts';
import { checkVault } from '#lib/server/check-vault.ts';
import { identifyCaller, memberOf, principalAt } from '#lib/server/runtime-caller.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { createKeyUsage } from '#lib/services/api-keys/key-usage.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import { newTraceId } from '#lib/shared/ids.ts';
import { addressOf } from '#lib/server/address-of.ts';
import { CallGate } from './call-limits.ts';
import { createCallStates } from './call-states.ts';
import { createCallRunner } from './call-runner.ts';
import { DirectRunner } from './direct-runner.ts';
import { serveHealth, type HealthPorts } from './health-route.ts';
import { HookDirectory } from './hooks/hook-directory.ts';
import type { HookRoutePorts } from './hooks/hook-route.ts';
import { createHttpGuards } from './http-guards.ts';
import { listen, replyText } from './http-server.ts';
import { serveInternal } from './internal-route.ts';
import type { Caller } from './mcp-route.ts';
import { OpenStreams } from './open-streams.ts';
import { oauthRoutePorts, startGrants } from './oauth/oauth-ports.ts';
import { challenged } from './oauth/challenge.ts';
import { servePublic, type PublicRoutePorts } from './public-route.ts';
import { serveRelayedMcp } from './relayed-mcp.ts';
import { repeat } from './repeat.ts';
import { isStillGood } from './is-still-good.ts';
import { servedBy } from './served-by.ts';
import { ServerDirectory } from './server-directory.ts';
import { servePassedOn } from './session-passed-on.ts';
import { createSessionRoutes, createSessionStore } from './session-routing.ts';
import { createTaskDesk } from './task-desk.ts';
import { createVersionCache, type VersionCache } from './version-cache.ts';

const POLL_MS = 1_000;
/** Calls of keys are written this often. */
const USAGE_MS = 5_000;
/** For the last answers to be sent, after the last run has ended. */
const ANSWER_MS = 1_000;

export interface Runtime {
  readonly port: number;
  readonly internalPort: number;
  /**
   * Says that it is not ready and serves on for `STOP_DELAY_MS`, so that what is in front turns away; then takes nothing
   * new, finishes what runs (at most `deadlineMs`), writes what is left to write. Once is enough.
   */
  stop(deadlineMs: number): Promise<void>;
}

/** Starts serving. Rejects when a port is taken or the database does not answer. */
export async function startRuntime(deps: RuntimeDeps): Promise<Runtime> {
  const { config, logger, bus } = deps;
  await checkVault(deps.vault);
  const usage = createKeyUsage(deps);
  const onError = (error: unknown, traceId?: string): void => logger.error({ err: error, traceId }, 'runtime error');
  const versions = createVersionCache(deps.source, deps.compile);
  const runner = new DirectRunner({
    runner: deps.runnerPorts,
    takeSlot: deps.takeSlot,
    journalOverloaded: () => deps.journal.overloaded(),
    events: deps.events,
  });
  const stopRun = (id: string, workspaceId?: string): boolean =>
    runner.cancel(id, workspaceId) || deps.children.cancel(id, workspaceId);
  const sessions = createSessionStore(deps);
  const directory = createDirectory(deps, { versions, runner, sessions }, onError);
  const hooks = new HookDirectory({
    find: (address) => deps.webhooks.find(address),
    now: () => deps.clock.now(),
    isOutage: deps.isOutage,
  });
  const streams = new OpenStreams((stream) => isStillGood(deps, directory, stream));
  let stopAsked = false;
  const health = healthOf(deps, () => stopAsked);
  const heartbeat = await deps.startHeartbeat((executionIds) => executionIds.forEach((id) => stopRun(id)));
  const publicPorts = publicRoute(
    deps,
    {
      directory,
      runner,
      streams,
      health,
      onError,
      sessions: createSessionRoutes(deps, sessions),
      called: usage.called,
    },
    { hooks, versions },
  );
  const front = await listen((request, response) => void servePublic(publicPorts, request, response), {
    host: config.host,
    port: config.mcpPort,
    shared: config.runtimeProcesses > 1,
  });
  const { runnerPorts, isOutage } = deps;
  const { code, variables } = runnerPorts;
  const replays = { pool: deps.db.pool, code, variables };
  const internalPorts = { secret: config.internalSecret, versions, runner, runnerPorts, replays, isOutage, onError };
  const back = await listen(
    async (request, response) => {
      if (await serveHealth(health, request, response)) return;
      if (await servePassedOn(deps, publicPorts, request, response)) return;
      if (await serveRelayedMcp(deps, publicPorts, request, response)) return;
      if (!(await serveInternal(internalPorts, request, response))) replyText(response, 404, 'Not found\n');
    },
    { host: config.internalHost, port: config.internalPort },
  );
  const unsubscribe = [
    bus.subscribe('server.changed', ({ workflowId, generation }) => {
      hooks.changed(workflowId);
      void directory.changed(workflowId, generation);
    }),
    bus.subscribe('resource.updated', ({ workspaceId, workflowId, uris }) =>
      directory.resourcesUpdated(workspaceId, workflowId, uris),
    ),
    startGrants(deps, onError),
    bus.subscribe('execution.cancel', ({ workspaceId, executionId }) => void stopRun(executionId, workspaceId)),
    bus.subscribe('workspace.deleted', ({ workspaceId }) => {
      runner.cancelAll(workspaceId);
      deps.children.cancelAll(workspaceId);
    }),
    bus.onGap(() => void directory.poll().catch(onError)),
    repeat(POLL_MS, () => directory.poll(), onError),
    repeat(USAGE_MS, () => usage.flush(), onError),
  ];
  const stop = async (deadlineMs: number): Promise<void> => {
    stopAsked = true;
    await heartbeat.retire();
    [front, back].forEach((each) => each.retire());
    await sleep(config.stopDelayMs);
    const gone = Promise.all([front.stop(deadlineMs + ANSWER_MS), back.stop(deadlineMs + ANSWER_MS)]);
    await runner.drain(deadlineMs);
    await streams.close(ANSWER_MS);
    await directory.close();
    sessions.close();
    await gone;
    unsubscribe.forEach((end) => end());
    await heartbeat.stop();
    await usage.flush().catch(onError);
    await deps.close();
  };
  let stopping: Promise<void> | null = null;
  return { port: front.port, internalPort: back.port, stop: (deadlineMs) => (stopping ??= stop(deadlineMs)) };
}

function createDirectory(
  deps: RuntimeDeps,
  { versions, runner, sessions }: { versions: VersionCache; runner: DirectRunner; sessions: SessionStore },
  onError: (error: unknown, traceId?: string) => void,
): ServerDirectory {
  const calls = createCallRunner(deps, versions, runner);
  const readFile = readerOf(deps);
  const { mcpKeepAliveMs: keepAliveMs, mcpTaskAfterMs: taskAfterMs, mcpHoldMs: holdMs } = deps.config;
  const times = { keepAliveMs, taskAfterMs, holdMs };
  const tasks = createTaskDesk(deps, versions);
  const states = createCallStates(deps);
  const fileAddress = (id: string): string => new URL(`/api/v1/files/${id}/content`, deps.config.publicUrl).href;
  return new ServerDirectory({
    source: deps.source,
    versions,
    createEndpoint: () =>
      createMcpEndpoint({ runner: calls, report: onError, fileAddress, readFile, times, tasks, states }, sessions),
    serve: servedBy,
    now: () => deps.clock.now(),
    onError,
  });
}

/** Files that a run made, for its answer: the store compares tenant and run. */
function readerOf({ runnerPorts }: RuntimeDeps): ReadFile {
  return async ({ executionId, version }, reference, maxBytes) => {
    const { workspaceId, workflowId } = version;
    const run = { workspaceId, workflowId, executionId, parentExecutionId: null, trial: false };
    const file = await runnerPorts.files.open(run, reference);
    if (!file) return null;
    if (file.size > maxBytes) return 'too_large';
    const pieces: Uint8Array[] = [];
    for await (const piece of file.read()) pieces.push(piece);
    return { mimeType: file.mimeType, data: Buffer.concat(pieces).toString('base64') };
  };
}

function publicRoute(
  deps: RuntimeDeps,
  parts: Pick<PublicRoutePorts, 'directory' | 'runner' | 'streams' | 'sessions' | 'health' | 'called' | 'onError'>,
  forHooks: Pick<HookRoutePorts, 'hooks' | 'versions'>,
): PublicRoutePorts {
  const duration = deps.metrics.histogram({
    name: 'runtime_request_duration_seconds',
    help: 'Duration of requests to the MCP runtime by route and status',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  });
  const both = {
    limits: deps.limits,
    gate: new CallGate(deps.limits),
    addressOf: (request: IncomingMessage) => addressOf(request, deps.config.trustProxy),
    quota: executionFenceOf(deps),
  };
  const starting = {
    ...both,
    ...forHooks,
    webhooks: deps.webhooks,
    runner: parts.runner,
    now: () => deps.clock.now(),
    onError: parts.onError,
  };
  return {
    ...parts,
    ...both,
    visits: { webUrl: deps.config.publicUrl, mcpUrl: deps.config.mcpPublicUrl },
    hooks: { ...starting, credentials: (request) => deps.runnerPorts.connections.open(request) },
    forms: {
      ...starting,
      tokens: deps.formTokens,
      memberOf: (sessionId, workspaceId) => memberOf(deps.credentials, sessionId, workspaceId),
      webUrl: deps.config.publicUrl,
      isOutage: deps.isOutage,
    },
    isOutage: deps.isOutage,
    oauth: oauthRoutePorts(deps, parts.onError),
    challenged: (...asked) => challenged(deps, ...asked),
    identify: (request) => callerOf(deps, request),
    guards: createHttpGuards(deps.config),
    newTraceId,
    onAnswer: ({ route, status, durationMs }) => duration.observe({ route, status: String(status) }, durationMs / 1000),
  };
}

async function callerOf(deps: RuntimeDeps, request: IncomingMessage): Promise<Caller | null> {
  const identity = await identifyCaller(deps.callers, request);
  return identity && { at: (workspaceSlug, traceId) => principalAt(identity, workspaceSlug, traceId) };
}

function healthOf(deps: RuntimeDeps, isStopping: () => boolean): HealthPorts {
  return {
    metrics: deps.metrics,
    unready: async () => {
      if (isStopping()) return 'stopping';
      try {
        await Promise.all([deps.db.pool.query('SELECT 1'), deps.bus.ready()]);
        return null;
      } catch (error) {
        deps.logger.warn({ err: error }, 'not ready');
        return 'the database or the bus does not answer';
      }
    },
  };
}
