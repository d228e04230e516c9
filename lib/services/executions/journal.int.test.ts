import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { unpackJson } from '#lib/db/packed-json.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { createJournal, type PostgresJournal } from './journal.ts';
import { aRun, aStep, anEnd } from './testing/run-fixtures.ts';

const silent = { warn: () => undefined };

describe('journal', () => {
  const database = useDatabase();
  const journals: PostgresJournal[] = [];
  const open = (options: Partial<Parameters<typeof createJournal>[0]> = {}): PostgresJournal => {
    const journal = createJournal({ databaseUrl: database.url, owner: 'p1', logger: silent, ...options });
    journals.push(journal);
    return journal;
  };
  afterEach(async () => {
    await Promise.all(journals.splice(0).map((journal) => journal.close()));
    await database.truncate();
  });
  const rows = async () => (await database.pool.query('SELECT * FROM execution ORDER BY id')).rows;
  const cutWriter = () =>
    database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'toolwright journal' AND datname = current_database()`,
    );

  it('records a direct run that was never accepted as one row', async () => {
    const run = aRun();
    const end = anEnd();
    await open().finish(run, end, false);
    const [row] = await rows();
    expect(row).toMatchObject({ id: run.id, status: 'success', is_error: false, owner: null, duration_us: '1234' });
    expect(row.finished_at.getTime()).toBe(end.finishedAt);
    expect(unpackJson(row.input)).toEqual(run.input);
    expect(unpackJson(row.output)).toEqual(end.output);
    expect(unpackJson(row.trace)).toEqual(JSON.parse(JSON.stringify(end.steps)));
  });

  it('records an accepted run as running, with its owner, and then its end', async () => {
    const journal = open();
    const run = aRun();
    await journal.accept(run);
    expect(await rows()).toMatchObject([{ status: 'running', owner: 'p1', finished_at: null }]);
    await journal.finish(run, anEnd({ status: 'error', error: { code: 'x', message: 'no' } }), true);
    const [row] = await rows();
    expect(row).toMatchObject({ status: 'error', owner: null });
    expect(unpackJson(row.error)).toEqual({ code: 'x', message: 'no' });
  });

  it('has as many rows as finished calls, under concurrency and while its connection is cut', async () => {
    const journal = open();
    const finished: string[] = [];
    const caller = async (): Promise<void> => {
      for (let call = 0; call < 100; call += 1) {
        const run = aRun();
        const accepted = call % 3 === 0;
        if (accepted) await journal.accept(run);
        await journal.finish(run, anEnd(), accepted);
        finished.push(run.id);
      }
    };
    // By progress, not by time: where connecting takes longer than the pause between two cuts, nothing would ever arrive.
    const cutter = async (): Promise<number> => {
      let cuts = 0;
      for (let next = 1; next < 3_200; next += 50) {
        while (finished.length < next) await sleep(1);
        cuts += (await cutWriter()).rowCount ?? 0;
      }
      return cuts;
    };
    const cuts = cutter();
    await Promise.all(Array.from({ length: 32 }, caller));
    expect(await cuts).toBeGreaterThan(10);
    const ids = (await rows()).map((row) => row.id);
    expect(ids).toHaveLength(3_200);
    expect(new Set(ids)).toEqual(new Set(finished));
  });

  it('refuses the end of a run that was settled elsewhere, and leaves what is recorded', async () => {
    const journal = open();
    const run = aRun();
    await journal.accept(run);
    await database.pool.query(`UPDATE execution SET status = 'crashed', owner = NULL, finished_at = now()`);
    await expect(journal.finish(run, anEnd(), true)).rejects.toMatchObject({ code: 'conflict' });
    expect(await rows()).toMatchObject([{ status: 'crashed' }]);
  });

  it('takes the same end twice as one', async () => {
    const journal = open();
    const run = aRun();
    const end = anEnd();
    await journal.finish(run, end, false);
    await journal.finish(run, end, false);
    await journal.finish(run, end, true);
    expect(await rows()).toHaveLength(1);
  });

  it('takes a group that was partly recorded before as one, and refuses what was settled elsewhere', async () => {
    const journal = open();
    const [known, settled, ...fresh] = Array.from({ length: 6 }, () => ({ run: aRun(), end: anEnd() }));
    await journal.finish(known!.run, known!.end, false);
    await journal.accept(settled!.run);
    await database.pool.query(`UPDATE execution SET status = 'crashed', owner = NULL WHERE id = $1`, [settled!.run.id]);
    const all = [known!, settled!, ...fresh];
    const results = await Promise.allSettled(all.map(({ run, end }) => journal.finish(run, end, false)));
    expect(results.map(({ status }) => status)).toEqual(all.map((one) => (one === settled ? 'rejected' : 'fulfilled')));
    expect(results[1]).toMatchObject({ reason: { code: 'conflict' } });
    expect((await rows()).map(({ id, status }) => [id, status])).toEqual(
      all.map((one) => [one.run.id, one === settled ? 'crashed' : 'success']),
    );
  });

  it('does not let one bad record take its neighbours along', async () => {
    const journal = open();
    const good = Array.from({ length: 5 }, () => aRun());
    const bad = aRun({ workflowId: 'not an id' });
    const results = await Promise.allSettled(
      [...good.slice(0, 2), bad, ...good.slice(2)].map((run) => journal.finish(run, anEnd(), false)),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await rows()).toHaveLength(5);
  });

  it.each([
    { saveData: 'all', status: 'success', kept: true },
    { saveData: 'errors', status: 'success', kept: false },
    { saveData: 'errors', status: 'error', kept: true },
    { saveData: 'none', status: 'error', kept: false },
  ] as const)('keeps data as saveData says: $saveData, $status', async ({ saveData, status, kept }) => {
    await open().finish(aRun({ saveData }), anEnd({ status }), false);
    const [row] = await rows();
    expect([row.input !== null, row.output !== null]).toEqual([kept, kept]);
    const [step] = unpackJson(row.trace) as { output?: unknown; status: string }[];
    expect(step?.status).toBe('success');
    expect(step?.output !== undefined).toBe(kept);
  });

  it('keeps key order, U+0000, __proto__ and lone surrogates, also compressed', async () => {
    const input = JSON.parse('{"b":1,"a":"x\\u0000y","__proto__":{"z":1},"s":"\\ud800"}');
    const large = { ...input, text: 'abc'.repeat(10_000) };
    const journal = open();
    await journal.finish(aRun({ input }), anEnd({ output: large }), false);
    const [row] = await rows();
    expect(JSON.stringify(unpackJson(row.input))).toBe(JSON.stringify(input));
    expect(JSON.stringify(unpackJson(row.output))).toBe(JSON.stringify(large));
    expect(row.output.length).toBeLessThan(2_000);
  });

  it('keeps the steps of a durable run as rows until it ends', async () => {
    const journal = open();
    const run = aRun({ mode: 'queued' });
    await journal.accept(run);
    await Promise.all([1, 2, 3].map((seq) => journal.step(run, aStep({ seq }))));
    const count = async () => (await database.pool.query('SELECT 1 FROM execution_step')).rowCount;
    expect(await count()).toBe(3);
    await journal.finish(run, anEnd(), true);
    expect(await count()).toBe(0);
  });

  it('refuses a step of a run that another process has', async () => {
    const run = aRun({ mode: 'queued' });
    await open({ owner: 'p2' }).accept(run);
    await expect(open().step(run, aStep())).rejects.toMatchObject({ code: 'conflict' });
  });

  it('notes intents and receipts; a further attempt takes the receipt back', async () => {
    const journal = open();
    const run = aRun();
    const effect = { key: 'k', nodeId: 'n2', kind: 'write', at: Date.now() } as const;
    const receiptAt = async () => (await database.pool.query('SELECT receipt_at FROM effect')).rows;
    await journal.intend(run, effect);
    expect(await receiptAt()).toEqual([{ receipt_at: null }]);
    await Promise.all([journal.receipt(run, { key: 'k', at: Date.now() }), journal.intend(run, effect)]);
    expect(await receiptAt()).toEqual([{ receipt_at: null }]);
    await journal.receipt(run, { key: 'k', at: Date.now() });
    expect((await receiptAt())[0].receipt_at).toBeInstanceOf(Date);
  });

  it('refuses what does not fit into memory, and says when new runs should be refused', async () => {
    const journal = open({ maxPendingBytes: 20_000 });
    const many = Array.from({ length: 100 }, () => journal.finish(aRun(), anEnd(), false));
    expect(journal.overloaded()).toBe(true);
    const results = await Promise.allSettled(many);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]).toMatchObject({ reason: { code: 'overloaded', retryAfterMs: 1_000 } });
    expect(await rows()).toHaveLength(100 - refused.length);
    expect(journal.overloaded()).toBe(false);
  });

  it('gives up on a database that is away for longer than its patience', async () => {
    const journal = open({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere', patienceMs: 300 });
    await expect(journal.finish(aRun(), anEnd(), false)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
