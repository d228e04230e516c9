import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApiContract } from '#lib/contracts/api/contract.ts';
import { api, type ApiName } from '#lib/contracts/api/index.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { answerApproval } from '#lib/services/approvals/answer-approval.ts';
import { listApprovals } from '#lib/services/approvals/list-approvals.ts';
import { getCollection } from '#lib/services/collections/get-collection.ts';
import { createCollection, deleteCollection, updateCollection } from '#lib/services/collections/save-collection.ts';
import { createConnection } from '#lib/services/connections/create-connection.ts';
import { deleteConnection } from '#lib/services/connections/delete-connection.ts';
import { getConnection } from '#lib/services/connections/get-connection.ts';
import { listConnections } from '#lib/services/connections/list-connections.ts';
import { testConnection } from '#lib/services/connections/test-connection.ts';
import { updateConnection } from '#lib/services/connections/update-connection.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { deploymentHealth } from '#lib/services/deployments/deployment-health.ts';
import { getDeployment } from '#lib/services/deployments/get-deployment.ts';
import { listDeployments } from '#lib/services/deployments/list-deployments.ts';
import { previewDeployment } from '#lib/services/deployments/preview-deployment.ts';
import { rollbackWorkflow } from '#lib/services/deployments/rollback-workflow.ts';
import { startDeployment } from '#lib/services/deployments/start-deployment.ts';
import { stopDeployment } from '#lib/services/deployments/stop-deployment.ts';
import { createExport } from '#lib/services/exports/create-export.ts';
import { deleteExport } from '#lib/services/exports/delete-export.ts';
import { listExports } from '#lib/services/exports/list-exports.ts';
import { readExport } from '#lib/services/exports/read-export.ts';
import { deleteFile } from '#lib/services/files/delete-file.ts';
import { getFile } from '#lib/services/files/get-file.ts';
import { listFiles } from '#lib/services/files/list-files.ts';
import { readFile } from '#lib/services/files/read-file.ts';
import { uploadFile } from '#lib/services/files/upload-file.ts';
import { createValueStore } from '#lib/values/postgres-values.ts';
import { streamExecution } from '#lib/services/events/stream-execution.ts';
import { deleteExecution } from '#lib/services/executions/delete-execution.ts';
import { cancelExecution } from '#lib/services/executions/cancel-execution.ts';
import { executeNode } from '#lib/services/executions/execute-node.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { listExecutions } from '#lib/services/executions/list-executions.ts';
import { readRunValue } from '#lib/services/executions/read-run-value.ts';
import { resumeExecution } from '#lib/services/executions/resume-execution.ts';
import { retryExecution } from '#lib/services/executions/retry-execution.ts';
import { settleStep } from '#lib/services/executions/settle-step.ts';
import { monitoringSummary } from '#lib/services/executions/monitoring-summary.ts';
import { replayExecution } from '#lib/services/replay/replay-execution.ts';
import { checkReach } from '#lib/services/servers/check-reach.ts';
import { exchangeMcp } from '#lib/services/servers/exchange-mcp.ts';
import { serverActivity } from '#lib/services/servers/server-activity.ts';
import { listSchedules } from '#lib/services/schedules/list-schedules.ts';
import { getWebhookListener, listenWebhook, stopWebhookListener } from '#lib/services/webhooks/listen-webhook.ts';
import { getServer } from '#lib/services/servers/get-server.ts';
import { previewServer, updateServer } from '#lib/services/servers/update-server.ts';
import { createWorkflow } from '#lib/services/workflows/create-workflow.ts';
import { deleteWorkflow } from '#lib/services/workflows/delete-workflow.ts';
import { diffVersions } from '#lib/services/workflows/diff-versions.ts';
import { exportWorkflow } from '#lib/services/workflows/export-workflow.ts';
import { getVersion } from '#lib/services/workflows/get-version.ts';
import { getWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { listVersions } from '#lib/services/workflows/list-versions.ts';
import { listWorkflows } from '#lib/services/workflows/list-workflows.ts';
import { restoreVersion } from '#lib/services/workflows/restore-version.ts';
import { restoreWorkflow } from '#lib/services/workflows/restore-workflow.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { updateWorkflow } from '#lib/services/workflows/update-workflow.ts';
import { validateWorkflow } from '#lib/services/workflows/validate-workflow.ts';
import { newId } from '#lib/shared/ids.ts';
import { chain, echoDefinition } from './definitions.ts';
import { useWorld } from './world.ts';

/** Whoever gets this far has gone too far. */
const noSockets: Parameters<typeof testConnection>[0]['outbound'] = {
  fetch: () => Promise.reject(new Error('No socket is opened for a stranger')),
  resolveAllowed: () => Promise.reject(new Error('No socket is opened for a stranger')),
};

interface Targets {
  workflow: string;
  deleted: string;
  deployment: string;
  execution: string;
  file: string;
  connection: string;
  archive: string;
  approval: string;
  hooked: string;
  listener: string;
  collection: string;
}

describe('nobody reaches another tenant', () => {
  const world = useWorld();
  let owner: Principal;
  let targets: Targets;
  const files = () => ({ ...world.deps, values: createValueStore({ pool: world.deps.db.pool }) });
  const nowhere = (): Targets => ({
    workflow: newId(),
    deleted: newId(),
    deployment: newId(),
    execution: newId(),
    file: newId(),
    connection: newId(),
    archive: newId(),
    approval: newId(),
    hooked: newId(),
    listener: newId(),
    collection: newId(),
  });

  beforeAll(async () => {
    const worker = await world.startWorker();
    owner = await world.newWorkspace();
    const workflow = await world.newWorkflow(owner, echoDefinition());
    const deleted = await world.newWorkflow(owner, echoDefinition());
    await deleteWorkflow(world.deps, owner, { id: deleted });
    const { id: deployment } = await deployWorkflow(world.deps, owner, { id: workflow });
    const run = await executeWorkflow(world.deps, owner, { id: workflow, mode: 'async', input: { text: 'x' } });
    const { id: file } = await uploadFile(files(), owner, {
      name: 'plan.txt',
      mimeType: 'text/plain',
      atMostBytes: null,
      bytes: new Blob(['secret']).stream(),
    });
    const { id: connection } = await createConnection(world.deps, owner, {
      name: 'Secret plan',
      connector: 'bearer',
      hosts: ['api.example.com'],
      fields: { token: 'secret-token' },
      personal: false,
    });
    const { id: archive } = await createExport(world.deps, owner);
    const { id: execution } = run.execution;
    const approval = newId();
    await world.deps.db.prisma.approval.create({
      data: {
        id: approval,
        workspaceId: owner.workspaceId,
        workflowId: workflow,
        executionId: execution,
        stepId: 'ask',
        key: 'ask',
        status: 'pending',
        open: true,
        onTimeout: 'reject',
        createdAt: new Date(),
        expiresAt: new Date(Date.now() + 3_600_000),
      },
    });
    const hook = chain({ hook: { type: 'trigger.webhook', config: { path: 'orders' } } });
    const hooked = await world.newWorkflow(owner, hook);
    const { id: listener } = await listenWebhook(world.deps, owner, { id: hooked, nodeId: 'hook' });
    const { id: collection } = await createCollection(world.deps, owner, {
      name: 'Secret plan',
      members: [{ workflowId: workflow, names: {} }],
    });
    targets = {
      collection,
      workflow,
      deleted,
      deployment,
      execution,
      file,
      connection,
      archive,
      approval,
      hooked,
      listener,
    };
    await vi.waitFor(
      async () => expect((await getDeployment(world.deps, owner, { id: deployment })).status).toBe('active'),
      { timeout: 10_000 },
    );
    await vi.waitFor(
      async () => expect((await listExports(world.deps, owner)).items).toMatchObject([{ status: 'done' }]),
      { timeout: 10_000 },
    );
    // From here on nothing changes by itself.
    await worker.stop(5_000);
  });

  const { signal } = new AbortController();
  const exchange = { method: 'POST', headers: {}, body: '{}' } as const;
  /** Every call of the API that names an object of a workspace, as somebody would make it. */
  const calls: Partial<Record<ApiName, (principal: Principal, ids: Targets) => Promise<unknown>>> = {
    getWorkflow: (p, { workflow: id }) => getWorkflow(world.deps, p, { id }),
    saveDraft: (p, { workflow: id }) =>
      saveDraft(world.deps, p, { id, definition: echoDefinition('evil'), revision: 1 }),
    updateWorkflow: (p, { workflow: id }) => updateWorkflow(world.deps, p, { id, name: 'evil' }),
    deleteWorkflow: (p, { workflow: id }) => deleteWorkflow(world.deps, p, { id }),
    restoreWorkflow: (p, { deleted: id }) => restoreWorkflow(world.deps, p, { id }),
    validateWorkflow: (p, { workflow: id }) => validateWorkflow(world.deps, p, { id }),
    executeWorkflow: (p, { workflow: id }) =>
      executeWorkflow(world.deps, p, { id, mode: 'async', input: { text: 'x' } }),
    executeNode: (p, { workflow: id }) => executeNode(world.deps, p, { id, nodeId: 'end' }),
    listVersions: (p, { workflow: id }) => listVersions(world.deps, p, { id, limit: 5 }),
    getVersion: (p, { workflow: id }) => getVersion(world.deps, p, { id, version: 1 }),
    diffVersions: (p, { workflow: id }) => diffVersions(world.deps, p, { id, from: 1, to: 'draft' }),
    restoreVersion: (p, { workflow: id }) => restoreVersion(world.deps, p, { id, version: 1 }),
    deployWorkflow: (p, { workflow: id }) => deployWorkflow(world.deps, p, { id }),
    previewDeployment: (p, { workflow: id }) => previewDeployment(world.deps, p, { id }),
    rollbackWorkflow: (p, { workflow: id }) => rollbackWorkflow(world.deps, p, { id, version: 1 }),
    exportWorkflow: (p, { workflow: id }) => exportWorkflow(world.deps, p, { id }),
    listSchedules: (p, { workflow: id }) => listSchedules(world.deps, p, { id }),
    listenWebhook: (p, { hooked: id }) => listenWebhook(world.deps, p, { id, nodeId: 'hook' }),
    getWebhookListener: (p, { hooked: id, listener: listenerId }) =>
      getWebhookListener(world.deps, p, { id, listenerId }),
    stopWebhookListener: (p, { hooked: id, listener: listenerId }) =>
      stopWebhookListener(world.deps, p, { id, listenerId }),
    getDeployment: (p, { deployment: id }) => getDeployment(world.deps, p, { id }),
    getServer: (p, { workflow: id }) => getServer(world.deps, p, { id }),
    updateServer: (p, { workflow: id }) => updateServer(world.deps, p, { id, access: 'public' }),
    previewServer: (p, { workflow: id }) => previewServer(world.deps, p, { id, access: 'public' }),
    getCollection: (p, { collection: id }) => getCollection(world.deps, p, { id }),
    updateCollection: (p, { collection: id }) => updateCollection(world.deps, p, { id, access: 'public' }),
    deleteCollection: (p, { collection: id }) => deleteCollection(world.deps, p, { id }),
    stopDeployment: (p, { deployment: id }) => stopDeployment(world.deps, p, { id }),
    startDeployment: (p, { deployment: id }) => startDeployment(world.deps, p, { id }),
    getDeploymentHealth: (p, { deployment: id }) => deploymentHealth(world.deps, p, { id }),
    getServerActivity: (p, { workflow: id }) => serverActivity(world.deps, p, { id }),
    checkServerReach: (p, { workflow: id }) => checkReach({ ...world.deps, outbound: noSockets }, p, { id }),
    exchangeMcp: (p, { workflow: id }) =>
      exchangeMcp({ ...world.deps, accessTokens: { issue: async () => 'none' } }, p, { id, exchange, signal }),
    getFile: (p, { file: id }) => getFile(files(), p, { id }),
    getFileContent: (p, { file: id }) => readFile(files(), p, { id }),
    deleteFile: (p, { file: id }) => deleteFile(files(), p, { id }),
    getExportContent: (p, { archive: id }) => readExport(world.deps, p, { id }),
    deleteExport: (p, { archive: id }) => deleteExport(world.deps, p, { id }),
    getConnection: (p, { connection: id }) => getConnection(world.deps, p, { id }),
    updateConnection: (p, { connection: id }) => updateConnection(world.deps, p, { id, name: 'evil' }),
    deleteConnection: (p, { connection: id }) => deleteConnection(world.deps, p, { id, force: 'true' }),
    testConnection: (p, { connection: id }) => testConnection({ ...world.deps, outbound: noSockets }, p, { id }),
    getExecutionValue: (p, { execution: id }) => readRunValue(world.deps, p, { id, sha256: 'ab'.repeat(32) }),
    getExecution: (p, { execution: id }) => getExecution(world.deps, p, { id }),
    deleteExecution: (p, { execution: id }) => deleteExecution(world.deps, p, { id }),
    cancelExecution: (p, { execution: id }) => cancelExecution(world.deps, p, { id }),
    resumeExecution: (p, { execution: id }) => resumeExecution(world.deps, p, { id }),
    settleStep: (p, { execution: id }) => settleStep(world.deps, p, { id, stepId: 'start', as: 'happened' }),
    retryExecution: (p, { execution: id }) => retryExecution(world.deps, p, { id }),
    answerApproval: (p, { approval: id }) => answerApproval(world.deps, p, { id, decision: 'approve' }),
    replayExecution: (p, { execution: id }) => replayExecution(world.deps, p, { id }),
    streamExecution: (p, { execution: id }) => streamExecution(world.deps, p, { id, signal }),
  };
  const everything = async (): Promise<string> => {
    const dump = [];
    for (const table of [
      'workflow',
      'workflow_version',
      'deployment',
      'server',
      'execution',
      'approval',
      'webhook_listener',
      'event',
      'audit_event',
      'file',
      'connection',
      'workspace_export',
      'collection',
      'collection_member',
    ]) {
      const { rows } = await world.deps.db.pool.query(`SELECT t::text AS row FROM "${table}" t ORDER BY 1`);
      dump.push(...rows.map(({ row }) => `${table} ${row}`));
    }
    return dump.join('\n');
  };

  it('tries every call that names an object', () => {
    // People, members and quotas are tried over REST (lib/server/foreign-ids.int.test.ts). A variable's name is no id.
    const elsewhere = new Set(['Identity', 'Workspaces', 'Instance']);
    const naming = Object.entries<ApiContract>(api).filter(
      ([, { path, access, tag }]) => path.includes('{id}') && access !== 'account' && !elsewhere.has(tag),
    );
    expect(Object.keys(calls).toSorted()).toEqual(naming.map(([name]) => name).toSorted());
  });

  it.each(Object.entries(calls))('%s: foreign looks like unknown, and nothing changes', async (_name, call) => {
    const stranger = await world.newWorkspace();
    const before = await everything();
    const said = async (ids: Targets): Promise<unknown> => {
      try {
        return await call(stranger, ids);
      } catch (error) {
        const { code, publicMessage, errors, details } = error as Record<string, unknown>;
        return { code, publicMessage, errors, details };
      }
    };
    const foreign = await said(targets);
    expect(foreign).toMatchObject({ code: 'not_found' });
    expect(foreign).toEqual(await said(nowhere()));
    expect(await everything()).toBe(before);
  });

  it.each(Object.entries(calls))('%s: a key that is bound to another server does not find it', async (_name, call) => {
    const other = await world.newWorkflow(owner, echoDefinition());
    const key = { id: newId(), scopes: ['api:read', 'api:write'], servers: [other] } as const;
    await expect(call({ ...owner, kind: 'apiKey', apiKey: key }, targets)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lists and counts nothing of others', async () => {
    const stranger = await world.newWorkspace();
    const { workflow: workflowId } = targets;
    const lists = await Promise.all([
      listWorkflows(world.deps, stranger, { limit: 50 }),
      listDeployments(world.deps, stranger, { limit: 50, workflowId }),
      listExecutions(world.deps, stranger, { limit: 50, workflowId, q: targets.execution }),
      listFiles(files(), stranger, { limit: 50 }),
      listConnections(world.deps, stranger, { limit: 50 }),
      listApprovals(world.deps, stranger, { limit: 50, executionId: targets.execution }),
    ]);
    expect(lists.map(({ items }) => items)).toEqual([[], [], [], [], [], []]);
    expect(await monitoringSummary(world.deps, stranger)).toMatchObject({ executions: 0, workflows: 0, servers: 0 });
  });

  it('lists for a bound key what is its own, and lets it create nothing', async () => {
    const key = { id: newId(), scopes: ['api:read', 'api:write'], servers: [targets.workflow] } as const;
    const bound: Principal = { ...owner, kind: 'apiKey', apiKey: key };
    const { items } = await listWorkflows(world.deps, bound, { limit: 50 });
    expect(items.map(({ id }) => id)).toEqual([targets.workflow]);
    expect((await listExecutions(world.deps, bound, { limit: 50 })).items).not.toEqual([]);
    await expect(createWorkflow(world.deps, bound, { name: 'More' })).rejects.toMatchObject({ code: 'forbidden' });
  });
});
