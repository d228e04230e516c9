import { createHash, randomBytes } from 'node:crypto';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Principal } from '#lib/contracts/principal.ts';
import { sectionNames, type SectionName } from '#lib/db/export-sections.ts';
import { claimExport, insertExportChunk } from '#lib/db/exports.ts';
import { packJson } from '#lib/db/packed-json.ts';
import { tablesOfWorkspaces } from '#lib/db/system/erasures.ts';
import { createLogger } from '#lib/observability/logger.ts';
import { createMailer } from '#lib/mail/mailer.ts';
import { sweep } from '#lib/services/maintenance/sweep.ts';
import { putMemory } from '#lib/services/memory/put-memory.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { putVariable } from '#lib/services/variables/put-variable.ts';
import { newId } from '#lib/shared/ids.ts';
import { plantEverywhere } from '#lib/testing/every-table.ts';
import { useSmtp } from '#lib/testing/smtp.ts';
import { createValueStore } from '#lib/values/postgres-values.ts';
import type { ValueStore } from '#lib/values/value-store.ts';
import { createExport } from './create-export.ts';
import { deleteExport } from './delete-export.ts';
import { listExports } from './list-exports.ts';
import { readExport } from './read-export.ts';
import { EXPORT_KEPT_MS, runExport, type ExportDeps } from './run-export.ts';

/** Every entry of a zip, read by a program that is not ours. */
async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const files = new Map<string, Buffer>();
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject).on('end', () => resolve());
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        buffer(stream).then((content) => {
          files.set(entry.fileName, content);
          zip.readEntry();
        }, reject);
      });
    });
    zip.readEntry();
  });
  return files;
}

describe('exports', () => {
  const smtp = useSmtp();
  const world = useWorld();
  /** A queue in which nothing runs by itself. */
  const ownDeps = (
    now = Date.now(),
    smtpUrl: string | null = null,
  ): ExportDeps & typeof world.deps & { values: ValueStore } => {
    const { deps, config } = world;
    const logger = createLogger(config, 'worker');
    return {
      ...deps,
      config,
      clock: { now: () => now },
      values: createValueStore({ pool: deps.db.pool }),
      mail: createMailer({ config: { smtpUrl, mailFrom: 'a@example.com' }, logger }),
    };
  };
  const exported = async (principal: Principal, deps = ownDeps()): Promise<string> => {
    const { id } = await createExport(deps, principal);
    await runExport(deps, { exportId: id, workspaceId: principal.workspaceId });
    return id;
  };
  const bytesOf = async (principal: Principal, id: string): Promise<Buffer> => {
    const { size, sha256, read } = await readExport(world.deps, principal, { id });
    const parts: Uint8Array[] = [];
    for await (const part of read({ start: 0, end: size })) parts.push(part);
    const bytes = Buffer.concat(parts);
    expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([size, sha256]);
    return bytes;
  };
  const lines = (files: Map<string, Buffer>, name: string): Record<string, unknown>[] =>
    files
      .get(name)!
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  it('hold everything of the workspace, files too, no secret, and nothing of the neighbour', async () => {
    const [ada, bob] = [await world.newWorkspace(), await world.newWorkspace()];
    const deps = ownDeps();
    const id = await world.newWorkflow(ada, echoDefinition('{{ "\u0000" }}'), '=cmd|x');
    await world.newWorkflow(bob, echoDefinition(), 'Neighbour');
    await putVariable(deps, ada, { name: 'plain', value: { deep: ['value'] }, secret: false });
    await putVariable(deps, ada, { name: 'hidden', value: 'canary-7f3d', secret: true });
    const bytes = randomBytes(2_500_000);
    const upload = { workspaceId: ada.workspaceId, name: 'fünf.bin', mimeType: 'text/plain', executionId: null };
    const file = await deps.values.put(
      { ...upload, workflowId: null, createdById: ada.userId, atMostBytes: null },
      (async function* () {
        yield bytes;
      })(),
    );
    await plantEverywhere(deps.db.pool, bob);
    const archive = await bytesOf(ada, await exported(ada, deps));
    const files = await unzip(archive);
    expect(JSON.parse(files.get('manifest.json')!.toString())).toMatchObject({
      format: 'toolwright-workspace',
      formatVersion: 1,
      workspace: { id: ada.workspaceId, slug: ada.workspaceSlug },
    });
    expect(lines(files, 'workflows.jsonl')).toMatchObject([
      { id, name: '=cmd|x', draft: { nodes: [{ key: 'start' }, { config: { value: { answer: '{{ "\u0000" }}' } } }] } },
    ]);
    expect(lines(files, 'variables.jsonl')).toMatchObject([
      { name: 'plain', value: { deep: ['value'] } },
      { name: 'hidden', secret: true, value: null },
    ]);
    expect(lines(files, 'members.jsonl')).toMatchObject([{ email: ada.email, role: 'owner' }]);
    expect(lines(files, 'audit.jsonl').length).toBeGreaterThan(2);
    expect(lines(files, 'files.jsonl')).toMatchObject([{ id: file.id, size: bytes.length }]);
    expect(files.get(`files/${file.id}-fünf.bin`)!.equals(bytes)).toBe(true);
    const all = Buffer.concat([...files].filter(([name]) => name.endsWith('.jsonl')).map(([, content]) => content));
    for (const text of ['canary-7f3d', 'Neighbour', bob.workspaceId, 'planted']) {
      expect(all.includes(text), text).toBe(false);
    }
  });

  it('hold schedules, webhooks, approvals and the memory', async () => {
    const [ada, bob] = [await world.newWorkspace(), await world.newWorkspace()];
    const deps = ownDeps();
    const id = await world.newWorkflow(ada, echoDefinition());
    const { pool } = deps.db;
    const place = [ada.workspaceId, id, newId()];
    await pool.query(
      `INSERT INTO schedule (workspace_id, workflow_id, deployment_id, trigger_key, cron, timezone, missed)
       SELECT $1, $2, $3, 'clock' || n, '0 9 * * *', 'Asia/Seoul', 'latest' FROM generate_series(1, 450) n`,
      place,
    );
    await pool.query(
      `INSERT INTO webhook (workspace_id, workflow_id, deployment_id, trigger_key, path, method)
       VALUES ($1, $2, $3, 'hook', 'orders', 'POST')`,
      place,
    );
    await pool.query(
      `INSERT INTO approval (id, workspace_id, workflow_id, execution_id, step_id, key, status, open, on_timeout, content, data,
         created_at, expires_at) VALUES ($4, $1, $2, $3, 'ask', 'ask', 'approved', true, 'reject', $5, NULL, now(), now())`,
      [...place, newId(), packJson({ message: 'Refund \u0000?' })],
    );
    for (const key of ['b/2', 'a/1']) await putMemory(deps, ada, { key, value: { of: key } });
    await putMemory(deps, bob, { key: 'neighbour', value: 1 });
    const files = await unzip(await bytesOf(ada, await exported(ada, deps)));
    const clocks = lines(files, 'schedules.jsonl').map((row) => row['triggerKey']);
    expect([clocks.length, new Set(clocks).size]).toEqual([450, 450]);
    expect(lines(files, 'webhooks.jsonl')).toMatchObject([
      { workflowId: id, kind: 'webhook', path: 'orders', method: 'POST' },
    ]);
    expect(lines(files, 'approvals.jsonl')).toMatchObject([
      { key: 'ask', status: 'approved', question: { message: 'Refund \u0000?' }, data: null },
    ]);
    expect(lines(files, 'memory.jsonl')).toMatchObject([
      { key: 'a/1', value: { of: 'a/1' }, expiresAt: null },
      { key: 'b/2', value: { of: 'b/2' } },
    ]);
  });

  it('know every table with rows of a workspace: each is in the archive, or here it says why not', async () => {
    const inFiles: Record<SectionName, string[]> = {
      workflows: ['workflow'],
      versions: ['workflow_version'],
      deployments: ['deployment'],
      servers: ['server'],
      collections: ['collection', 'collection_member'],
      executions: ['execution', 'execution_step', 'stored_value', 'error_run'],
      variables: ['variable'],
      connections: ['connection'],
      schedules: ['schedule'],
      webhooks: ['webhook'],
      approvals: ['approval'],
      memory: ['memory_entry'],
      members: ['membership'],
      invitations: ['invitation'],
      'api-keys': ['api_key'],
      'connected-apps': ['oauth_grant'],
      audit: ['audit_event'],
      files: ['file', 'file_piece'],
    };
    const leftOut: Record<string, string> = {
      data_key: 'keys of secrets',
      effect: 'whether calls were made, until their run ends',
      event: 'what runs told while they ran; the runs hold it',
      deleted_run: 'which runs were deleted today: they are no more',
      task: 'who may ask for which run, for a week; the runs hold the rest',
      mcp_call: 'answers that callers have not fetched yet, for a day; the runs hold them',
      idempotency_record: 'answers that are given again for a day',
      memory_effect: 'additions that must not count twice, for a day',
      webhook_delivery: 'which deliveries have been taken, for a day',
      webhook_listener: 'tests in the editor that wait for a call, for minutes',
      workspace_export: 'archives themselves',
      workspace_quota: 'what the operator allows',
    };
    const known = [...Object.values(inFiles).flat(), ...Object.keys(leftOut)];
    const tables = await tablesOfWorkspaces(world.deps.db.pool);
    expect(tables.filter((table) => !known.includes(table))).toEqual([]);
    expect(sectionNames.toSorted()).toEqual(Object.keys(inFiles).toSorted());
  });

  it('hold more rows than are read at a time, each once', async () => {
    const ada = await world.newWorkspace();
    await world.deps.db.pool.query(
      `INSERT INTO audit_event (id, workspace_id, actor_kind, actor_id, actor_label, action, target_type, target_id, trace_id)
       SELECT gen_random_uuid(), $1, 'user', 'x', 'x', 'a', 't', 'n' || n, 't' FROM generate_series(1, 1234) n`,
      [ada.workspaceId],
    );
    const id = await exported(ada);
    const audit = lines(await unzip(await bytesOf(ada, id)), 'audit.jsonl');
    expect(new Set(audit.map((row) => row['targetId'])).size).toBe(audit.length);
    expect(audit.length).toBeGreaterThanOrEqual(1_234);
    const [shown] = (await listExports(world.deps, ada)).items;
    expect(shown).toMatchObject({ id, status: 'done' });
    expect(shown!.done).toBe(shown!.total);
  });

  it('are one at a time, replace each other, and end a day later', async () => {
    const ada = await world.newWorkspace();
    const deps = ownDeps();
    const first = await exported(ada, deps);
    const { id: second } = await createExport(deps, ada);
    await expect(createExport(deps, ada)).rejects.toMatchObject({ code: 'in_progress' });
    await expect(readExport(deps, ada, { id: first })).rejects.toMatchObject({ code: 'not_found' });
    await expect(readExport(deps, ada, { id: second })).rejects.toMatchObject({ code: 'not_found' });
    await runExport(deps, { exportId: second, workspaceId: ada.workspaceId });
    expect((await readExport(deps, ada, { id: second })).size).toBeGreaterThan(100);
    const later = ownDeps(Date.now() + EXPORT_KEPT_MS + 60_000);
    await expect(readExport(later, ada, { id: second })).rejects.toMatchObject({ code: 'not_found' });
    await sweep(later, { steady: false, housekeeping: true });
    expect((await listExports(deps, ada)).items).toEqual([]);
  });

  it('are taken over from a worker that died, and whoever lost one writes nothing more', async () => {
    const ada = await world.newWorkspace();
    const deps = ownDeps();
    const { id } = await createExport(deps, ada);
    const key = { id, workspaceId: ada.workspaceId };
    const dead = await claimExport(deps.db.pool, key, Date.now());
    expect(await insertExportChunk(deps.db.pool, dead!, 0, randomBytes(64))).toBe(true);
    const rung: string[] = [];
    const late = ownDeps(Date.now() + 120_000);
    const queue = { ...late.queue, enqueue: async (name: string) => void rung.push(name) };
    await sweep({ ...late, queue }, { steady: false, housekeeping: false });
    expect(rung).toContain('workspace.export');
    await runExport(deps, { exportId: id, workspaceId: ada.workspaceId });
    expect(await insertExportChunk(deps.db.pool, dead!, 1, randomBytes(64))).toBe(false);
    expect((await unzip(await bytesOf(ada, id))).has('manifest.json')).toBe(true);
    const { rows } = await deps.db.pool.query('SELECT DISTINCT attempt FROM export_chunk WHERE export_id = $1', [id]);
    expect(rows).toEqual([{ attempt: 2 }]);
  });

  it('fail for good after some tries, and say so', async () => {
    const ada = await world.newWorkspace();
    const deps = ownDeps();
    const { id } = await createExport(deps, ada);
    await deps.values.put(
      {
        workspaceId: ada.workspaceId,
        name: 'x',
        mimeType: 'a/b',
        executionId: null,
        workflowId: null,
        createdById: null,
        atMostBytes: null,
      },
      (async function* () {
        yield Buffer.from('x');
      })(),
    );
    const broken = {
      ...deps,
      values: {
        ...deps.values,
        read: async function* (): AsyncGenerator<Uint8Array> {
          yield Buffer.alloc(0);
          throw new Error('disk');
        },
      },
    };
    const run = () => runExport(broken, { exportId: id, workspaceId: ada.workspaceId });
    for (let attempt = 1; attempt < 4; attempt += 1) await expect(run()).rejects.toThrow('disk');
    await run();
    expect((await listExports(deps, ada)).items).toMatchObject([{ id, status: 'failed' }]);
  });

  it('are for owners, and never another workspace’s', async () => {
    const [ada, bob] = [await world.newWorkspace(), await world.newWorkspace()];
    const id = await exported(ada);
    for (const role of ['admin', 'editor', 'viewer'] as const) {
      const lesser: Principal = { ...ada, role };
      await expect(createExport(ownDeps(), lesser)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(listExports(world.deps, lesser)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(readExport(world.deps, lesser, { id })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(deleteExport(world.deps, lesser, { id })).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(readExport(world.deps, bob, { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(deleteExport(world.deps, bob, { id })).rejects.toMatchObject({ code: 'not_found' });
    const bound: Principal = { ...ada, kind: 'apiKey', apiKey: { id: 'k', scopes: ['api:read'], servers: [id] } };
    await expect(readExport(world.deps, bound, { id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(createExport(ownDeps(), bound)).rejects.toMatchObject({ code: 'forbidden' });
    await deleteExport(world.deps, ada, { id });
    expect((await listExports(world.deps, ada)).items).toEqual([]);
  });

  it('tell the one who asked by mail, where there is a mail server', async () => {
    const ada = await world.newWorkspace();
    await world.deps.db.pool.query(`UPDATE "user" SET locale = 'ko' WHERE id = $1`, [ada.userId]);
    await exported(ada, ownDeps(Date.now(), smtp.url));
    const { link, text } = await smtp.nextMailTo(ada.email);
    expect(link).toContain(`/${ada.workspaceSlug}/settings?section=workspace`);
    expect(text).toContain('내보내기가 완료되었습니다');
    expect(text).not.toContain('is ready');
    const bob = await world.newWorkspace();
    await exported(bob);
    expect(smtp.mailsTo(bob.email)).toEqual([]);
  });
});
