import { beforeAll, describe, expect, it, vi } from 'vitest';
import { variableLimits } from '#lib/contracts/api/variables.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { openFields, sealFields } from '#lib/services/connections/sealed-fields.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { executeNode } from '#lib/services/executions/execute-node.ts';
import { executeWorkflow } from '#lib/services/executions/execute-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { rotateDataKeys } from '#lib/services/vault/rotate-data-keys.ts';
import { isError, validateWorkflow } from '#lib/services/workflows/validate-workflow.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { deleteVariable } from './delete-variable.ts';
import { getVariable } from './get-variable.ts';
import { listVariables } from './list-variables.ts';
import { putVariable, variablePlace } from './put-variable.ts';

describe('variables', () => {
  const world = useWorld({ worker: true, runtime: true });
  let owner: Principal;
  beforeAll(async () => {
    owner = await world.newWorkspace();
  });

  const put = (name: string, value: JsonValue, secret?: boolean, by = owner) =>
    putVariable(world.deps, by, { name, value, secret });
  const list = async (by = owner) => (await listVariables(world.deps, by, { limit: 200 })).items;
  const run = async (answer: string, mode: 'sync' | 'async' = 'sync'): Promise<Execution> => {
    const id = await world.newWorkflow(owner, echoDefinition(answer));
    const { execution } = await executeWorkflow(world.deps, owner, { id, mode, input: { text: 'hi' } });
    return execution;
  };
  const storedBytes = async (name: string): Promise<Buffer> => {
    const { rows } = await world.deps.db.pool.query<{ value: Buffer }>(
      'SELECT value FROM variable WHERE workspace_id = $1 AND name = $2',
      [owner.workspaceId, name],
    );
    return rows[0]!.value;
  };

  it('are created, replaced, listed by name and deleted, and the trail says so without values', async () => {
    const by = await world.newWorkspace();
    expect((await put('zone', { city: 'Seoul', list: [1, null] }, undefined, by)).created).toBe(true);
    expect((await put('apiBase', 'https://one.example', undefined, by)).created).toBe(true);
    const second = await put('apiBase', 'https://two.example', undefined, by);
    expect(second).toMatchObject({ created: false, variable: { secret: false, value: 'https://two.example' } });
    expect((await list(by)).map(({ name }) => name)).toEqual(['apiBase', 'zone']);
    expect(await getVariable(world.deps, by, { name: 'zone' })).toMatchObject({
      value: { city: 'Seoul', list: [1, null] },
    });
    await deleteVariable(world.deps, by, { name: 'zone' });
    await expect(getVariable(world.deps, by, { name: 'zone' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(deleteVariable(world.deps, by, { name: 'zone' })).rejects.toMatchObject({ code: 'not_found' });
    const { rows } = await world.deps.db.pool.query(
      'SELECT action, data FROM audit_event WHERE workspace_id = $1 AND action LIKE $2 ORDER BY id',
      [by.workspaceId, 'variable.%'],
    );
    expect(rows.map(({ action }: { action: string }) => action)).toEqual([
      'variable.created',
      'variable.created',
      'variable.updated',
      'variable.deleted',
    ]);
    expect(JSON.stringify(rows)).not.toContain('example');
  });

  it('keep secrets sealed: bound to their row, never given back, and secret until somebody says otherwise', async () => {
    const { variable } = await put('token', 'canary-one', true);
    expect(variable).not.toHaveProperty('value');
    const bytes = await storedBytes('token');
    expect(bytes.includes('canary')).toBe(false);
    const { vault } = world.deps;
    expect(await vault.open(owner.workspaceId, variablePlace(variable.id), bytes)).toBe('canary-one');
    await expect(vault.open(owner.workspaceId, variablePlace(newId()), bytes)).rejects.toMatchObject({
      code: 'internal',
    });

    expect((await put('token', 'canary-two')).variable).toEqual({
      ...variable,
      updatedAt: expect.any(String),
    });
    expect(await vault.open(owner.workspaceId, variablePlace(variable.id), await storedBytes('token'))).toBe(
      'canary-two',
    );
    expect(JSON.stringify([await list(), await getVariable(world.deps, owner, { name: 'token' })])).not.toContain(
      'canary',
    );
  });

  it.each([
    ['a secret that is no text', 42, true, 'not_a_text'],
    ['an empty secret', '', true, 'not_a_text'],
    ['what is too large', 'x'.repeat(variableLimits.valueBytes), undefined, 'too_large'],
    ['what is too deep', nested(129), undefined, 'too_deep'],
  ])('refuse %s', async (_what, value, secret, code) => {
    await expect(put('wrong', value, secret)).rejects.toMatchObject({ code: 'invalid', errors: [{ code }] });
  });

  it('belong to their workspace and to those who may', async () => {
    const stranger = await world.newWorkspace();
    await put('mine', 'only here');
    expect(await list(stranger)).toEqual([]);
    await expect(getVariable(world.deps, stranger, { name: 'mine' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(deleteVariable(world.deps, stranger, { name: 'mine' })).rejects.toMatchObject({ code: 'not_found' });
    for (const role of ['editor', 'viewer'] as const) {
      const member = { ...owner, role };
      expect((await list(member)).map(({ name }) => name)).toContain('mine');
      await expect(put('mine', 'theirs', undefined, member)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(deleteVariable(world.deps, member, { name: 'mine' })).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('of the same name made at once are one variable', async () => {
    const results = await Promise.allSettled(Array.from({ length: 6 }, (_, index) => put('raced', index)));
    const created = results.filter((result) => result.status === 'fulfilled' && result.value.created);
    expect(created).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' });
    }
    expect((await list()).filter(({ name }) => name === 'raced')).toHaveLength(1);
  });

  it('reach the next run, direct and queued, as soon as they are changed', async () => {
    await put('greeting', { text: 'first' });
    expect((await run('{{ vars.greeting.text }}')).output).toMatchObject({ answer: 'first' });
    await put('greeting', { text: 'second' });
    await vi.waitFor(
      async () => expect((await run('{{ vars.greeting.text }}')).output).toMatchObject({ answer: 'second' }),
      { timeout: 1_000, interval: 50 },
    );
    const queued = await run('{{ vars.greeting.text }}', 'async');
    const ended = await vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, owner, { id: queued.id });
        expect(isEnded(execution.status)).toBe(true);
        return execution;
      },
      { timeout: 10_000, interval: 50 },
    );
    expect(ended.output).toMatchObject({ answer: 'second' });
  });

  it('that are secret are a clear error in an expression, when tried, run and deployed', async () => {
    await put('hidden', 'canary-three', true);
    await put('shown', 'plain');
    const failed = await run('{{ vars.hidden }}');
    expect(failed).toMatchObject({ status: 'error' });
    expect(failed.error?.message).toContain('The variable "hidden" is secret.');
    for (const answer of ['{{ Object.keys(vars) }}', '{{ JSON.stringify(vars) }}', '{{ vars }}']) {
      expect(JSON.stringify((await run(answer)).output)).not.toMatch(/canary|hidden/);
    }
    const id = await world.newWorkflow(owner, echoDefinition('{{ vars.hidden }}'));
    const step = await executeNode(world.deps, owner, { id, nodeId: 'end', input: { text: 'hi' } });
    expect(step.error?.message).toContain('is secret');
    const { valid, problems } = await validateWorkflow(world.deps, owner, { id });
    expect([valid, problems.filter(isError)]).toEqual([
      false,
      [
        expect.objectContaining({
          code: 'secret_variable',
          nodeId: 'end',
          message: expect.stringContaining('the variable "hidden" is secret'),
        }),
      ],
    ]);
    await expect(deployWorkflow(world.deps, owner, { id })).rejects.toMatchObject({ code: 'not_deployable' });
  });

  it('that do not exist are found before a deployment', async () => {
    await put('region', 'kr');
    const unknown = await world.newWorkflow(owner, echoDefinition('{{ vars.regoin }}'));
    const { problems } = await validateWorkflow(world.deps, owner, { id: unknown });
    expect(problems.filter(isError)).toMatchObject([
      { code: 'unknown_variable', hint: expect.stringContaining('region') },
    ]);
    const known = await world.newWorkflow(owner, echoDefinition('{{ vars.region }}'));
    const deployment = await deployWorkflow(world.deps, owner, { id: known });
    expect(deployment.status).toBe('queued');
  });

  const insertConnection = async (): Promise<string> => {
    const id = newId();
    const secret = await sealFields(world.deps.vault, { workspaceId: owner.workspaceId, id }, { token: 't' });
    await world.deps.db.pool.query(
      `INSERT INTO connection (id, workspace_id, name, connector, hosts, settings, secret)
       VALUES ($1, $2, 'Canary', 'bearer', '{}', '{}', $3)`,
      [id, owner.workspaceId, secret],
    );
    return id;
  };

  it('are sealed again under a new data key when it rotates, by age and by command', async () => {
    const { variable } = await put('rotated', 'canary-four', true);
    const before = await storedBytes('rotated');
    expect(await rotateDataKeys(world.deps, { olderThanMs: 60_000 })).toMatchObject({ workspaces: 0 });
    const connectionId = await insertConnection();
    const { resealed } = await rotateDataKeys(world.deps, { olderThanMs: 0 });
    expect(resealed).toBeGreaterThan(1);
    const { rows } = await world.deps.db.pool.query<{ secret: Buffer }>('SELECT secret FROM connection WHERE id = $1', [
      connectionId,
    ]);
    const { workspaceId } = owner;
    expect(rows[0]!.secret.readUInt32BE(1)).toBe(before.readUInt32BE(1) + 1);
    expect(await openFields(world.deps.vault, { workspaceId, id: connectionId }, rows[0]!.secret)).toEqual({
      token: 't',
    });
    const after = await storedBytes('rotated');
    expect(after.readUInt32BE(1)).toBe(before.readUInt32BE(1) + 1);
    const open = (bytes: Buffer) => world.deps.vault.open(owner.workspaceId, variablePlace(variable.id), bytes);
    expect([await open(before), await open(after)]).toEqual(['canary-four', 'canary-four']);
  });
});

/** A list in a list in a list, so many levels deep. */
function nested(levels: number): JsonValue {
  let value: JsonValue = [];
  for (let level = 1; level < levels; level++) value = [value];
  return value;
}
