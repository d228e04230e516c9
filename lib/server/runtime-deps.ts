import { createAccessTokens } from '#lib/auth/access-tokens.ts';
import { createAuthenticator } from '#lib/auth/authenticator.ts';
import { createFormTokens, type FormTokens } from '#lib/auth/form-tokens.ts';
import { createMcpSessionIds, type McpSessionIds } from '#lib/auth/mcp-session-ids.ts';
import { createRequestStateTokens, type RequestStateTokens } from '#lib/auth/request-state-tokens.ts';
import { createSessionCookies } from '#lib/auth/session-cookie.ts';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { Config } from '#lib/config/config.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { isOutage } from '#lib/db/outage.ts';
import { peerAddressOf } from '#lib/db/system/heartbeats.ts';
import { createCodeSandbox } from '#lib/expressions/sandbox/code-sandbox.ts';
import { createOutboundHttp } from '#lib/outbound/outbound-http.ts';
import { createDatabases } from '#lib/outbound/postgres/databases.ts';
import { createLateQueue } from '#lib/queue/late-queue.ts';
import type { JobQueue } from '#lib/queue/queue.ts';
import { compileWorkflow, type CompileWorkflowResult } from '#lib/runner/compile-workflow.ts';
import type { RunHeader, RunnerPorts } from '#lib/runner/ports.ts';
import { postgres } from '#lib/connectors/postgres/connector.ts';
import { createConnectionSource } from '#lib/services/connections/connection-source.ts';
import { createEventRecorder, type EventRecorder } from '#lib/services/events/event-recorder.ts';
import { DEAD_AFTER_MS, startHeartbeat, type Heartbeat } from '#lib/services/executions/heartbeat.ts';
import { createJournal, type PostgresJournal } from '#lib/services/executions/journal.ts';
import { takeDirectSlot } from '#lib/services/executions/direct-slot.ts';
import { createParking } from '#lib/services/executions/parking.ts';
import { ChildRuns } from '#lib/services/executions/sub-runs.ts';
import { createServerSource, type ServerSource } from '#lib/services/serving/server-source.ts';
import { createRunFiles } from '#lib/services/files/run-files.ts';
import { createWebhookSource, type WebhookSource } from '#lib/services/webhooks/webhook-source.ts';
import { RunVariables } from '#lib/services/variables/run-variables.ts';
import { createSecretSource } from '#lib/services/variables/secret-values.ts';
import { createResourceNews } from '#lib/services/serving/resource-news.ts';
import { createRunMemory } from '#lib/services/memory/run-memory.ts';
import { newId } from '#lib/shared/ids.ts';
import { PendingWork } from '#lib/shared/pending-work.ts';
import { peerAddress } from './peer-address.ts';
import { createCore, type Core } from './core.ts';
import { wireMcpLimits, type McpLimits } from './rate-limit-wiring.ts';
import { oauthCaller, wireOauth, type OauthWiring } from './oauth-wiring.ts';
import type { CallerPorts } from './runtime-caller.ts';

/** Everything that a runtime process works with. */
export interface RuntimeDeps extends Core {
  /** This process, as the owner of the runs it executes. */
  processId: string;
  callers: CallerPorts;
  limits: McpLimits;
  oauth: OauthWiring;
  source: ServerSource;
  webhooks: WebhookSource;
  formTokens: FormTokens;
  requestStates: RequestStateTokens;
  sessionIds: McpSessionIds;
  /** Where another process is reached; null if it lives no more. */
  peer(processId: string): Promise<string | null>;
  queue: JobQueue;
  journal: PostgresJournal;
  events: EventRecorder;
  runnerPorts: RunnerPorts;
  children: ChildRuns;
  /** As `takeDirectSlot`, for this process. */
  takeSlot(header: RunHeader, most: number): Promise<void>;
  /** Whether an error says that the database does not answer now. */
  isOutage(error: unknown): boolean;
  compile(definition: WorkflowDefinition): CompileWorkflowResult;
  /** Says from now on that this process lives, and hears of cancel requests that the bus may have lost. */
  startHeartbeat(onCancelRequests: (executionIds: string[]) => void): Promise<Heartbeat>;
}

export function createRuntimeDeps(config?: Config): RuntimeDeps {
  const core = createCore('runtime', config);
  const { db, clock, credentials, logger } = core;
  const processId = `runtime-${newId()}`;
  const queue = createLateQueue({ databaseUrl: core.config.databaseUrl, redisUrl: core.config.redisUrl, logger });
  const journal = createJournal({ databaseUrl: core.config.databaseUrl, owner: processId, logger });
  const events = createEventRecorder({ pool: db.pool, bus: core.bus, clock, logger });
  const code = createCodeSandbox({ logger });
  const variables = new RunVariables(core);
  const afterAnswers = new PendingWork();
  const connections = createConnectionSource(core);
  const http = createOutboundHttp(core.config);
  const authenticator = createAuthenticator({
    credentials,
    clock,
    accessTokens: createAccessTokens(core.config.authSecret),
    cookies: createSessionCookies(core.config),
  });
  const databases = createDatabases({
    guard: http,
    fieldsOf: (request) => connections.fields(request, postgres),
  });
  const source = createServerSource(db);
  const limits = wireMcpLimits(core.config, logger);
  const oauth = wireOauth(core, http, limits);
  const children = new ChildRuns({
    db,
    bus: core.bus,
    queue,
    clock,
    logger,
    events,
    source,
    catalog: nodeCatalog,
    owner: processId,
    runner: () => runnerPorts,
  });
  const runnerPorts: RunnerPorts = {
    clock,
    journal,
    subRuns: children,
    parking: createParking({ db, bus: core.bus, queue, clock, logger, owner: processId }),
    code,
    http,
    connections,
    databases,
    memory: createRunMemory(core),
    secrets: createSecretSource(core),
    files: createRunFiles(core.values),
    news: createResourceNews(core),
    variables: (workspaceId) => variables.of(workspaceId),
    background: (work) => afterAnswers.add(work),
  };
  return {
    ...core,
    processId,
    callers: { credentials, authenticator, oauth: (token, request) => oauthCaller(core, oauth, token, request) },
    limits,
    oauth,
    source,
    webhooks: createWebhookSource({ db, queue, clock, logger }),
    formTokens: createFormTokens(core.config.authSecret),
    requestStates: createRequestStateTokens(core.config.authSecret),
    sessionIds: createMcpSessionIds(core.config.authSecret),
    peer: (id) => peerAddressOf(db.pool, id, DEAD_AFTER_MS),
    queue,
    journal,
    events,
    runnerPorts,
    children,
    takeSlot: (header, most) => takeDirectSlot({ db, owner: processId }, header, most),
    isOutage,
    compile: (definition) => compileWorkflow(definition, nodeCatalog),
    startHeartbeat: (onCancelRequests) =>
      startHeartbeat(
        { pool: db.pool, logger, onCancelRequests },
        { id: processId, role: 'runtime', address: core.config.internalUrl, peerAddress: peerAddress(core.config) },
      ),
    close: async () => {
      await afterAnswers.drained();
      await events.close();
      await journal.close();
      await queue.close();
      await Promise.all([code.close(), http.close(), databases.close(), limits.close()]);
      await core.close();
    },
  };
}
