import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { Config } from '#lib/config/config.ts';
import { createCodeSandbox } from '#lib/expressions/sandbox/code-sandbox.ts';
import type { RunRef } from '#lib/db/execution-writes.ts';
import { createOutboundHttp } from '#lib/outbound/outbound-http.ts';
import { createDatabases } from '#lib/outbound/postgres/databases.ts';
import { createMailer, type Mailer } from '#lib/mail/mailer.ts';
import { createQueue } from '#lib/queue/create-queue.ts';
import type { RunnerPorts } from '#lib/runner/ports.ts';
import { postgres } from '#lib/connectors/postgres/connector.ts';
import { createConnectionSource } from '#lib/services/connections/connection-source.ts';
import { createEventRecorder, type EventRecorder } from '#lib/services/events/event-recorder.ts';
import { createJournal } from '#lib/services/executions/journal.ts';
import { createParking } from '#lib/services/executions/parking.ts';
import { ringAll } from '#lib/services/executions/ring.ts';
import { ChildRuns } from '#lib/services/executions/sub-runs.ts';
import { createServerSource, type ServerSource } from '#lib/services/serving/server-source.ts';
import { RunVariables } from '#lib/services/variables/run-variables.ts';
import { createSecretSource } from '#lib/services/variables/secret-values.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { createRunFiles } from '#lib/services/files/run-files.ts';
import { createResourceNews } from '#lib/services/serving/resource-news.ts';
import { createRunMemory } from '#lib/services/memory/run-memory.ts';
import { newId } from '#lib/shared/ids.ts';
import { PendingWork } from '#lib/shared/pending-work.ts';
import { createCore, type Core } from './core.ts';

/** Everything that a worker process works with. */
export interface WorkerDeps extends Core, Omit<WorkflowDeps, keyof Core> {
  /** This process, as the owner of the runs it executes. */
  owner: string;
  runner: RunnerPorts;
  children: ChildRuns;
  events: EventRecorder;
  source: ServerSource;
  mail: Mailer;
}

export function createWorkerDeps(config?: Config): WorkerDeps {
  const core = createCore('worker', config);
  const { db, bus, clock, logger } = core;
  const { databaseUrl, redisUrl } = core.config;
  const owner = `worker-${newId()}`;
  const mail = createMailer({ config: core.config, logger });
  const queue = createQueue({ databaseUrl, redisUrl, logger });
  const onWoken = (runs: readonly RunRef[]): void => void ringAll({ queue, logger }, runs);
  const journal = createJournal({ databaseUrl, owner, logger, onWoken });
  const code = createCodeSandbox({ logger });
  const variables = new RunVariables(core);
  const http = createOutboundHttp(core.config);
  const afterAnswers = new PendingWork();
  const connections = createConnectionSource(core);
  const events = createEventRecorder({ pool: db.pool, bus, clock, logger });
  const databases = createDatabases({
    guard: http,
    fieldsOf: (request) => connections.fields(request, postgres),
  });
  const source = createServerSource(db);
  const children = new ChildRuns({
    db,
    bus,
    queue,
    clock,
    logger,
    events,
    source,
    catalog: nodeCatalog,
    owner,
    runner: () => runner,
  });
  const runner: RunnerPorts = {
    clock,
    journal,
    subRuns: children,
    parking: createParking({ db, bus, queue, clock, logger, owner }),
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
    owner,
    queue,
    catalog: nodeCatalog,
    runner,
    children,
    events,
    source,
    mail,
    close: async () => {
      await afterAnswers.drained();
      mail.close();
      await events.close();
      await journal.close();
      await Promise.all([code.close(), http.close(), databases.close()]);
      await queue.close();
      await core.close();
    },
  };
}
