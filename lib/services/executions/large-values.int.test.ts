import { describe, expect, it, vi } from 'vitest';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { purge } from '#lib/db/system/sweep.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { idFloor, newId } from '#lib/shared/ids.ts';
import { createValueStore } from '#lib/values/postgres-values.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { getExecution } from './get-execution.ts';
import { createJournal } from './journal.ts';
import { readDurableRun, readExecution } from './read-execution.ts';
import { readRunValue } from './read-run-value.ts';
import { aRun, aStep, anEnd } from './testing/run-fixtures.ts';

/** Noise, which no compression makes small. */
const noise = (bytes: number): string =>
  Array.from({ length: bytes / 8 }, () => Math.random().toString(36).slice(2, 10).padEnd(8, 'x')).join('');

describe('values over 32 kB', () => {
  const world = useWorld({ worker: true, runtime: true });
  const stored = async (id: string) =>
    (
      await world.deps.db.pool.query<{ workspace_id: string; size: number; bytes: number }>(
        'SELECT workspace_id, size, length(bytes) AS bytes FROM stored_value WHERE execution_id = $1',
        [id],
      )
    ).rows;
  const copies = chain({
    start: toolTrigger(),
    copy: { type: 'data.set', config: { value: '{{ input.text }}' } },
    other: { type: 'data.set', config: { value: { list: ['{{ steps.copy }}', 1] } } },
    end: { type: 'core.return', config: { value: '{{ steps.copy }}' } },
  });
  const ended = (principal: Principal, id: string): Promise<Execution> =>
    vi.waitFor(
      async () => {
        const execution = await getExecution(world.deps, principal, { id });
        expect(isEnded(execution.status)).toBe(true);
        return execution;
      },
      { timeout: 15_000, interval: 20 },
    );

  it.each(['sync', 'async'] as const)(
    '%s: kept once for each content, read whole, counted, tenant-scoped',
    async (mode) => {
      const principal = await world.newWorkspace();
      const stranger = await world.newWorkspace();
      const id = await world.newWorkflow(principal, copies);
      const text = noise(200_000);
      const { execution } = await executeWorkflow(world.deps, principal, { id, mode, input: { text } });
      const done = await ended(principal, execution.id);
      expect(done).toMatchObject({ status: 'success', input: { text }, output: text });
      expect(done.steps.map(({ key, output }) => [key, output])).toEqual([
        ['start', { text, times: 1 }],
        ['copy', text],
        ['other', { list: [text, 1] }],
        ['end', text],
      ]);
      if (mode === 'sync') expect(done).toEqual(execution);
      // The input, the text, the list, and what the nodes were given for the last two; the text alone stood in four places.
      const values = await stored(execution.id);
      expect(values).toHaveLength(5);
      for (const { workspace_id: owner, size, bytes } of values) {
        expect([owner, size]).toEqual([principal.workspaceId, bytes]);
      }
      const { rows } = await world.deps.db.pool.query(
        'SELECT coalesce(length(input), 0) + coalesce(length(output), 0) + length(trace) AS bytes FROM execution WHERE id = $1',
        [execution.id],
      );
      expect(rows[0].bytes).toBeLessThan(4_000);
      const foreign = { workspaceId: stranger.workspaceId, id: execution.id };
      expect(await readExecution(world.deps.db.pool, foreign)).toBeNull();
    },
  );

  it('are named on demand, and each is read in parts as a file: by members of the workspace alone', async () => {
    const [principal, stranger] = [await world.newWorkspace(), await world.newWorkspace()];
    const id = await world.newWorkflow(principal, copies);
    const text = `가${noise(80_000)}`;
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'sync', input: { text } });
    const named = await getExecution(world.deps, principal, { id: execution.id, values: 'named' });
    expect(JSON.stringify(named).length).toBeLessThan(8_000);
    expect(named).toMatchObject({ input: null, output: null, status: 'success' });
    const copy = named.steps.find(({ key }) => key === 'copy')!;
    expect(copy).toMatchObject({ output: null, outputAt: named.outputAt });

    const read = async (sha256: string, range?: [start: number, end: number]) => {
      const { read: bytesOf, ...file } = await readRunValue(world.deps, principal, { id: execution.id, sha256 });
      const parts: Uint8Array[] = [];
      const [start, end] = range ?? [0, file.size];
      for await (const part of bytesOf({ start, end })) parts.push(part);
      return { ...file, text: Buffer.concat(parts).toString('utf8') };
    };
    const name = `value-${named.outputAt!.slice(0, 8)}.txt`;
    const size = Buffer.byteLength(text);
    expect(await read(named.outputAt!)).toEqual({ name, mimeType: 'text/plain', size, sha256: named.outputAt, text });
    expect((await read(named.outputAt!, [3, 11])).text).toBe(text.slice(1, 9));
    const whole = await read(named.inputAt!);
    expect([whole.mimeType, JSON.parse(whole.text)]).toEqual(['application/json', { text, times: 1 }]);

    const key = { id: execution.id, sha256: named.outputAt! };
    const bound: Principal = {
      ...principal,
      kind: 'apiKey',
      apiKey: { id: 'k', scopes: ['api:read'], servers: [newId()] },
    };
    for (const [who, place] of [
      [stranger, key],
      [bound, key],
      [principal, { ...key, id: newId() }],
      [principal, { ...key, sha256: 'ab'.repeat(32) }],
    ] as const) {
      await expect(readRunValue(world.deps, who, place)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('small ones stand in the row', async () => {
    const principal = await world.newWorkspace();
    const id = await world.newWorkflow(principal, copies);
    const { execution } = await executeWorkflow(world.deps, principal, {
      id,
      mode: 'sync',
      input: { text: noise(8_000) },
    });
    expect(await stored(execution.id)).toEqual([]);
    expect(await getExecution(world.deps, principal, { id: execution.id })).toEqual(execution);
  });

  it('data that looks like a reference is data', async () => {
    const principal = await world.newWorkspace();
    const forged = { inputAt: 'ab'.repeat(32), outputAt: 'ab'.repeat(32), big: noise(40_000) };
    const value = chain({
      start: toolTrigger(),
      end: { type: 'core.return', config: { value: { forged: '{{ JSON.parse(input.text) }}' } } },
    });
    const id = await world.newWorkflow(principal, value);
    const input = { text: JSON.stringify(forged) };
    const { execution } = await executeWorkflow(world.deps, principal, { id, mode: 'sync', input });
    expect((await getExecution(world.deps, principal, { id: execution.id })).output).toEqual({ forged });
  });

  it('belong to the commit of what names them, go on with the run, and leave with its data', async () => {
    const { pool } = world.deps.db;
    const principal = await world.newWorkspace();
    const workflowId = await world.newWorkflow(principal, copies);
    const journal = createJournal({
      databaseUrl: world.config.databaseUrl,
      owner: 'p1',
      logger: { warn: () => undefined },
    });
    const input = { text: noise(40_000) };
    const ids = { workspaceId: principal.workspaceId, workflowId };
    const run = aRun({ ...ids, mode: 'queued', input, saveData: 'errors' });
    await journal.accept(run);
    const step = aStep({ seq: 1, input: undefined, output: input });
    await journal.step(run, step);
    expect(await stored(run.id)).toHaveLength(1);
    const { rows } = await pool.query('SELECT input FROM execution WHERE id = $1', [run.id]);
    const goesOn = await readDurableRun(pool, run, rows[0].input);
    expect(goesOn).toMatchObject({ input, steps: [{ output: input }] });
    await journal.finish(run, anEnd({ steps: [step] }), true);
    expect(await stored(run.id)).toEqual([]);

    // Equal values of many runs in one group are each their own run's.
    const runs = Array.from({ length: 5 }, () => aRun({ ...ids, input }));
    await Promise.all(runs.map((each) => journal.finish(each, anEnd({ output: input.text }), false)));
    for (const each of runs) {
      expect(await readExecution(pool, each)).toMatchObject({ input, output: input.text });
      expect(await stored(each.id)).toHaveLength(2);
    }
    await journal.close();
  });

  it('leave with their run, and count in the storage of the workspace', async () => {
    const { pool } = world.deps.db;
    const principal = await world.newWorkspace();
    const { workspaceId } = principal;
    const [gone, kept] = [idFloor(Date.now() - 40 * 24 * 3_600_000), newId()];
    const insert = `INSERT INTO stored_value (id, workspace_id, execution_id, sha256, size, bytes)
      VALUES ($1, $2, $3, '\\x00', 5000000, '\\x00')`;
    for (const id of [gone, kept]) await pool.query(insert, [newId(), workspaceId, id]);
    const store = createValueStore({ pool, quotaOf: () => 10_001_000 });
    const upload = () =>
      store.put(
        {
          workspaceId,
          name: 'a',
          mimeType: 'text/plain',
          executionId: null,
          workflowId: null,
          createdById: null,
          atMostBytes: 2_000,
        },
        (async function* () {
          yield new Uint8Array(2_000);
        })(),
      );
    await expect(upload()).rejects.toMatchObject({ code: 'quota_exceeded' });
    const day = 24 * 3_600_000;
    const ages = {
      eventsMs: day,
      idempotencyMs: day,
      deletedWorkflowsMs: day,
      executionsMs: 30 * day,
      heartbeatsMs: day,
    };
    await purge(pool, { ...ages, halfWrittenFilesMs: day }, 1_000);
    expect(await stored(gone)).toEqual([]);
    expect(await stored(kept)).toHaveLength(1);
    expect(await upload()).toMatchObject({ size: 2_000 });
  });
});
