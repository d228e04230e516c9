import { describe, expect, it } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { brokenDefinition, echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { createWorkflow } from './create-workflow.ts';
import { deleteWorkflow } from './delete-workflow.ts';
import { diffVersions } from './diff-versions.ts';
import { exportWorkflow } from './export-workflow.ts';
import { getVersion } from './get-version.ts';
import { getWorkflow } from './get-workflow.ts';
import { importWorkflow } from './import-workflow.ts';
import { listVersions } from './list-versions.ts';
import { listWorkflows } from './list-workflows.ts';
import { restoreVersion } from './restore-version.ts';
import { restoreWorkflow } from './restore-workflow.ts';
import { saveDraft } from './save-draft.ts';
import { updateWorkflow } from './update-workflow.ts';
import { validateWorkflow } from './validate-workflow.ts';

describe('workflows', () => {
  const world = useWorld();
  const auditOf = async (principal: Principal): Promise<string[]> => {
    const events = await world.deps.db.prisma.auditEvent.findMany({
      where: { workspaceId: principal.workspaceId },
      orderBy: { id: 'asc' },
    });
    return events.map(({ action }) => action);
  };

  it('creates with a slug from the name that no other workflow ever gets', async () => {
    const principal = await world.newWorkspace();
    const first = await createWorkflow(world.deps, principal, { name: 'My Tool!' });
    await deleteWorkflow(world.deps, principal, { id: first.id });
    const second = await createWorkflow(world.deps, principal, { name: 'My tool' });
    const renamed = await updateWorkflow(world.deps, principal, { id: second.id, name: 'Other' });
    expect([first.slug, second.slug, renamed.slug]).toEqual(['my-tool', 'my-tool-2', 'my-tool-2']);
    expect(first).toMatchObject({ status: 'draft', revision: 1, liveVersion: null, changed: true, url: null });
    expect(await auditOf(principal)).toEqual([
      'workflow.created',
      'workflow.deleted',
      'workflow.created',
      'workflow.updated',
    ]);
  });

  it('gives workflows that are created at once slugs of their own', async () => {
    const principal = await world.newWorkspace();
    const made = await Promise.all(
      Array.from({ length: 8 }, () => createWorkflow(world.deps, principal, { name: 'Same' })),
    );
    expect(new Set(made.map(({ slug }) => slug)).size).toBe(8);
  });

  it('starts from a template, and refuses an unknown one', async () => {
    const principal = await world.newWorkspace();
    const made = await createWorkflow(world.deps, principal, { name: 'Hi', templateId: 'say-hello' });
    expect(made.definition.nodes.map(({ type }) => type)).toEqual(['trigger.tool', 'core.return']);
    await expect(createWorkflow(world.deps, principal, { name: 'Hi', templateId: 'nope' })).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ path: '/templateId' }],
    });
  });

  it('saves a draft only over the revision that it was made from', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const saved = await saveDraft(world.deps, principal, { id, definition: echoDefinition('a'), revision: 1 });
    expect(saved.revision).toBe(2);
    await expect(
      saveDraft(world.deps, principal, { id, definition: echoDefinition('b'), revision: 1 }),
    ).rejects.toMatchObject({ code: 'stale', details: { revision: 2 } });
    const again = await saveDraft(world.deps, principal, { id, definition: echoDefinition('a'), revision: 2 });
    expect(again.revision).toBe(2);
    expect((await getWorkflow(world.deps, principal, { id })).definition).toEqual(echoDefinition('a'));
  });

  it('lets one of many simultaneous saves win', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        saveDraft(world.deps, principal, { id, definition: echoDefinition(`v${index}`), revision: 1 }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await getWorkflow(world.deps, principal, { id })).revision).toBe(2);
  });

  it('refuses a definition that is too large or too deep, and keeps the draft', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    const large = echoDefinition('x'.repeat(2 * 1024 * 1024));
    let nested: unknown = 1;
    for (let depth = 0; depth < 10_000; depth += 1) nested = [nested];
    const deep = echoDefinition();
    deep.nodes[1]!.config['value'] = nested;
    for (const definition of [large, deep]) {
      await expect(saveDraft(world.deps, principal, { id, definition, revision: 1 })).rejects.toMatchObject({
        code: 'invalid',
        errors: [{ code: 'limit_exceeded' }],
      });
    }
    expect((await getWorkflow(world.deps, principal, { id })).revision).toBe(1);
  });

  it('validates the draft, and a definition that is sent along', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, brokenDefinition());
    const draft = await validateWorkflow(world.deps, principal, { id });
    expect(draft.valid).toBe(false);
    expect(draft.problems).toContainEqual(expect.objectContaining({ severity: 'error', edgeId: 'e0' }));
    const sent = await validateWorkflow(world.deps, principal, { id, definition: echoDefinition() });
    expect(sent).toEqual({ valid: true, problems: [] });
  });

  it('pages through workflows once each, whatever is created meanwhile', async () => {
    const principal = await world.newWorkspace();
    const ids = new Set<string>();
    for (let index = 0; index < 7; index += 1)
      ids.add(await world.newWorkflow(principal, echoDefinition(), `W${index}`));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listWorkflows(world.deps, principal, { limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      await world.newWorkflow(principal, echoDefinition(), 'Newcomer');
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(ids);
  });

  it.each(['nonsense', '', Buffer.from('["x","y"]').toString('base64url'), Buffer.from('[]').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      const principal = await world.newWorkspace();
      await expect(listWorkflows(world.deps, principal, { limit: 2, cursor })).rejects.toMatchObject({
        code: 'malformed',
      });
    },
  );

  it('finds by text (its wildcards taken literally), tag and status', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition(), 'Fifty% off');
    await world.newWorkflow(principal, echoDefinition(), 'Fifty times');
    await updateWorkflow(world.deps, principal, { id, tags: ['sales', 'sales'] });
    const names = async (query: object): Promise<string[]> =>
      (await listWorkflows(world.deps, principal, { limit: 10, ...query })).items.map(({ name }) => name);
    expect(await names({ q: 'y% o' })).toEqual(['Fifty% off']);
    expect(await names({ tag: 'sales' })).toEqual(['Fifty% off']);
    expect(await names({ q: 'Fifty\0', tag: '\0' })).toEqual([]);
    expect(await names({ status: 'live' })).toEqual([]);
    expect(await names({ status: 'draft' })).toHaveLength(2);
  });

  it('brings a deleted workflow back for 30 days, and not after', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition());
    await deleteWorkflow(world.deps, principal, { id });
    await expect(getWorkflow(world.deps, principal, { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(deleteWorkflow(world.deps, principal, { id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await restoreWorkflow(world.deps, principal, { id })).id).toBe(id);
    await deleteWorkflow(world.deps, principal, { id });
    const later = { ...world.deps, clock: { now: () => Date.now() + 31 * 24 * 3_600_000 } };
    await expect(restoreWorkflow(later, principal, { id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('numbers versions, shows what changed, and makes one the draft again', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, echoDefinition('one'));
    await deployWorkflow(world.deps, principal, { id, message: 'first' });
    await saveDraft(world.deps, principal, { id, definition: echoDefinition('two'), revision: 1 });
    await deployWorkflow(world.deps, principal, { id });
    const { items } = await listVersions(world.deps, principal, { id, limit: 10 });
    expect(items.map(({ version, message }) => [version, message])).toEqual([
      [2, ''],
      [1, 'first'],
    ]);
    expect((await listVersions(world.deps, principal, { id, limit: 1 })).nextCursor).not.toBeNull();
    const { changes } = await diffVersions(world.deps, principal, { id, from: 1, to: 'draft' });
    expect(changes).toEqual([
      {
        kind: 'changed',
        element: 'node',
        id: 'end',
        label: 'end',
        fields: [{ path: '/config/value/answer', from: 'one', to: 'two' }],
      },
    ]);
    const restored = await restoreVersion(world.deps, principal, { id, version: 1 });
    expect(restored).toMatchObject({ revision: 3, definition: echoDefinition('one') });
    expect((await getVersion(world.deps, principal, { id, version: 2 })).definition).toEqual(echoDefinition('two'));
    await expect(getVersion(world.deps, principal, { id, version: 3 })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('exports a file that another workspace imports alike, without ids of the first', async () => {
    const [from, to] = [await world.newWorkspace(), await world.newWorkspace()];
    const definition = echoDefinition();
    definition.nodes[1]!.config['connectionId'] = '0190f5a0-0000-7000-8000-000000000001';
    const id = await world.newWorkflow(from, definition, 'Portable');
    await updateWorkflow(world.deps, from, { id, description: 'About', tags: ['a'] });
    const file = await exportWorkflow(world.deps, from, { id });
    expect(JSON.stringify(file)).not.toContain('0190f5a0');
    const imported = await importWorkflow(world.deps, to, { ...file, definition });
    expect(JSON.stringify(imported)).not.toContain('0190f5a0');
    expect(imported).toMatchObject({ name: 'Portable', description: 'About', tags: ['a'], problems: [] });
    expect(await exportWorkflow(world.deps, to, { id: imported.id })).toEqual(file);
  });
});
