import { describe, expect, it, vi } from 'vitest';
import type { Deployment, DeploymentStatus } from '#lib/contracts/api/deployments.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { deleteWorkflow } from '#lib/services/workflows/delete-workflow.ts';
import { getWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { listVersions } from '#lib/services/workflows/list-versions.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { brokenDefinition, chain, echoDefinition, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { applyDeployment } from './apply-deployment.ts';
import { deployWorkflow } from './deploy-workflow.ts';
import { deploymentHealth } from './deployment-health.ts';
import { getDeployment } from './get-deployment.ts';
import { listDeployments } from './list-deployments.ts';
import { previewDeployment } from './preview-deployment.ts';
import { rollbackWorkflow } from './rollback-workflow.ts';
import { startDeployment } from './start-deployment.ts';
import { stopDeployment } from './stop-deployment.ts';

describe('deployments', () => {
  const world = useWorld({ worker: true });
  const reaches = async (principal: Principal, id: string, status: DeploymentStatus): Promise<Deployment> =>
    vi.waitFor(
      async () => {
        const deployment = await getDeployment(world.deps, principal, { id });
        expect(deployment.status).toBe(status);
        return deployment;
      },
      { timeout: 10_000, interval: 10 },
    );
  const redraft = async (principal: Principal, id: string, answer: string): Promise<void> => {
    const { revision } = await getWorkflow(world.deps, principal, { id });
    await saveDraft(world.deps, principal, { id, definition: echoDefinition(answer), revision });
  };

  it('puts a draft live: a version, a server with its tools, and news for the runtimes', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const news: object[] = [];
    const stop = world.deps.bus.subscribe('server.changed', (message) => news.push(message));
    await world.deps.bus.ready();
    const asked = await deployWorkflow(world.deps, principal, { id, message: 'go' });
    expect(asked).toMatchObject({ status: 'queued', version: 1, message: 'go', tools: [], deployedAt: null });
    const live = await reaches(principal, asked.id, 'active');
    expect(live.tools).toEqual([{ name: 'echo', title: null, description: 'The tool echo' }]);
    expect(live.url).toBe(`${world.config.mcpPublicUrl}/mcp/${principal.workspaceSlug}/echo`);
    await vi.waitFor(() =>
      expect(news).toContainEqual({ workspaceId: principal.workspaceId, workflowId: id, generation: 1 }),
    );
    stop();
    expect(await getWorkflow(world.deps, principal, { id })).toMatchObject({
      status: 'live',
      liveVersion: 1,
      changed: false,
      url: live.url,
    });
  });

  it('makes no new version of an identical draft, and one of a changed one', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const first = await deployWorkflow(world.deps, principal, { id });
    await reaches(principal, first.id, 'active');
    const second = await deployWorkflow(world.deps, principal, { id });
    await reaches(principal, second.id, 'active');
    await reaches(principal, first.id, 'superseded');
    await redraft(principal, id, 'changed');
    const third = await deployWorkflow(world.deps, principal, { id });
    expect([first.version, second.version, third.version]).toEqual([1, 1, 2]);
  });

  it('records how a deployment changed the server for its callers, as the preview said', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    expect(await previewDeployment(world.deps, principal, { id })).toEqual({ contract: null, warnings: [] });
    const first = await reaches(principal, (await deployWorkflow(world.deps, principal, { id })).id, 'active');
    expect(first.contract).toBeNull();
    const { revision } = await getWorkflow(world.deps, principal, { id });
    const prompt = { type: 'trigger.prompt', config: { name: 'ask' } };
    const { nodes, edges } = chain({ ask: prompt, said: { type: 'core.return', config: { value: 'Ask' } } });
    const renamed = echoDefinition('{{ input.text }}', 'repeat');
    const definition = {
      ...renamed,
      nodes: [...renamed.nodes, ...nodes],
      edges: [...renamed.edges, ...edges.map((edge) => ({ ...edge, id: 'asked' }))],
    };
    await saveDraft(world.deps, principal, { id, definition, revision });
    const { contract } = await previewDeployment(world.deps, principal, { id });
    expect(contract).toMatchObject({
      against: 1,
      level: 'breaking',
      changes: [
        { kind: 'tool', name: 'repeat', level: 'additive' },
        { kind: 'tool', name: 'echo', level: 'breaking' },
        { kind: 'prompt', name: 'ask', level: 'additive' },
      ],
    });
    const second = await reaches(principal, (await deployWorkflow(world.deps, principal, { id })).id, 'active');
    expect(second).toMatchObject({ contract, prompts: [{ name: 'ask', title: null, description: '' }], resources: [] });
    const back = await previewDeployment(world.deps, principal, { id, version: 1 });
    expect(back.contract).toMatchObject({ against: 2, level: 'breaking' });
    const stranger = await world.newWorkspace();
    await expect(previewDeployment(world.deps, stranger, { id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses what cannot run, names the places, and records nothing', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, brokenDefinition());
    await expect(deployWorkflow(world.deps, principal, { id })).rejects.toMatchObject({
      code: 'not_deployable',
      status: 422,
      errors: expect.arrayContaining([expect.objectContaining({ path: expect.stringMatching(/^\/edges\/0/) })]),
    });
    expect((await listDeployments(world.deps, principal, { limit: 10 })).items).toEqual([]);
    expect((await listVersions(world.deps, principal, { id, limit: 10 })).items).toEqual([]);
  });

  it.each([
    ['a missing step', echoDefinition('{{ steps.nobody.x }}'), '/nodes/1/config/value/answer'],
    [
      'a schema that is none',
      chain({
        start: { ...toolTrigger(), config: { ...toolTrigger().config, inputSchema: { type: 'no such type' } } },
        end: { type: 'core.return', config: { value: 1 } },
      }),
      '/nodes/0/config/inputSchema',
    ],
  ])('refuses %s with its place', async (_name, definition, place) => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, definition);
    await expect(deployWorkflow(world.deps, principal, { id })).rejects.toMatchObject({
      code: 'not_deployable',
      errors: expect.arrayContaining([expect.objectContaining({ path: place })]),
    });
  });

  it('serialises deploys that are asked for at once: the newest is live, every version is numbered once', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const asked: Deployment[] = [];
    for (let round = 0; round < 3; round += 1) {
      await redraft(principal, id, `round ${round}`);
      asked.push(...(await Promise.all([1, 2, 3].map(() => deployWorkflow(world.deps, principal, { id })))));
    }
    await vi.waitFor(
      async () => {
        const { items } = await listDeployments(world.deps, principal, { limit: 20, workflowId: id });
        expect(items.every(({ status }) => status === 'active' || status === 'superseded')).toBe(true);
        expect(items.filter(({ status }) => status === 'active')).toHaveLength(1);
      },
      { timeout: 10_000 },
    );
    expect(asked.map(({ version }) => version)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect((await getWorkflow(world.deps, principal, { id })).liveVersion).toBe(3);
  });

  it('never lets an earlier deployment replace a later one', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const silent = { ...world.deps, queue: { ...world.deps.queue, enqueue: async () => undefined } };
    const early = await deployWorkflow(silent, principal, { id });
    await redraft(principal, id, 'later');
    const late = await deployWorkflow(silent, principal, { id });
    const { workspaceId } = principal;
    await applyDeployment(world.deps, { workspaceId, deploymentId: late.id });
    await applyDeployment(world.deps, { workspaceId, deploymentId: early.id });
    expect((await getDeployment(world.deps, principal, { id: late.id })).status).toBe('active');
    expect((await getDeployment(world.deps, principal, { id: early.id })).status).toBe('superseded');
    await applyDeployment(world.deps, { workspaceId, deploymentId: late.id });
    expect((await getWorkflow(world.deps, principal, { id })).liveVersion).toBe(2);
  });

  it('rolls back to an earlier version as a new deployment', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition('one'));
    await reaches(principal, (await deployWorkflow(world.deps, principal, { id })).id, 'active');
    await redraft(principal, id, 'two');
    await reaches(principal, (await deployWorkflow(world.deps, principal, { id })).id, 'active');
    const back = await rollbackWorkflow(world.deps, principal, { id, version: 1 });
    await reaches(principal, back.id, 'active');
    expect(await getWorkflow(world.deps, principal, { id })).toMatchObject({ liveVersion: 1, changed: false });
    await expect(rollbackWorkflow(world.deps, principal, { id, version: 9 })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('stops and starts a server, and refuses both where they make no sense', async () => {
    const principal = await world.newWorkspace();
    const workflowId = await world.newWorkflow(principal, echoDefinition());
    const { id } = await deployWorkflow(world.deps, principal, { id: workflowId });
    await reaches(principal, id, 'active');
    await expect(startDeployment(world.deps, principal, { id })).rejects.toMatchObject({ code: 'conflict' });
    expect((await stopDeployment(world.deps, principal, { id })).status).toBe('stopped');
    expect((await getWorkflow(world.deps, principal, { id: workflowId })).status).toBe('stopped');
    expect((await deploymentHealth(world.deps, principal, { id })).status).toBe('down');
    await expect(stopDeployment(world.deps, principal, { id })).rejects.toMatchObject({ code: 'conflict' });
    expect((await startDeployment(world.deps, principal, { id })).status).toBe('active');
    expect((await getWorkflow(world.deps, principal, { id: workflowId })).status).toBe('live');
  });

  it('takes the server of a deleted workflow down, and keeps it down', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const silent = { ...world.deps, queue: { ...world.deps.queue, enqueue: async () => undefined } };
    const pending = await deployWorkflow(silent, principal, { id });
    await deleteWorkflow(world.deps, principal, { id });
    await applyDeployment(world.deps, { workspaceId: principal.workspaceId, deploymentId: pending.id });
    const server = await world.deps.db.prisma.server.findUnique({ where: { workflowId: id } });
    expect(server?.activeDeploymentId ?? null).toBeNull();
  });

  it('rings deployments whose bell was lost', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const silent = { ...world.deps, queue: { ...world.deps.queue, enqueue: () => Promise.reject(new Error('lost')) } };
    const lost = await deployWorkflow(silent, principal, { id });
    await vi.waitFor(
      async () => expect((await getDeployment(world.deps, principal, { id: lost.id })).status).toBe('active'),
      { timeout: 20_000 },
    );
  });
});
