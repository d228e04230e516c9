import { describe, expect, it } from 'vitest';
import type { Arrival, Facts, LoggedRun, Shot } from './facts.ts';
import { judge } from './judge.ts';

const call = (more: Partial<Arrival>): Arrival => ({
  run: 'r1',
  step: 'pay',
  place: 1,
  item: null,
  kind: 'write',
  key: null,
  told: 7,
  at: 1_000,
  ...more,
});
const logged = (more: Partial<LoggedRun> = {}): LoggedRun => ({
  id: 'r1',
  workflowName: 'queued run',
  status: 'success',
  mode: 'queued',
  trigger: 'api',
  input: { tag: 't1' },
  output: { tag: 't1', pay: 7 },
  error: null,
  steps: [],
  ...more,
});
const shot = (more: Partial<Shot> = {}): Shot => ({
  load: 'queued run',
  tag: 't1',
  once: true,
  sentAt: 1_000,
  outcome: { kind: 'accepted', run: 'r1' },
  ...more,
});
const seen = (more: Partial<Facts> = {}): Facts => ({
  shots: [shot()],
  arrivals: [call({})],
  kills: [],
  log: [logged()],
  mayFailWith: { disk: ['quota_exceeded'] },
  settled: 0,
  fell: [],
  absent: [],
  orphans: [],
  ...more,
});
const faults = (facts: Facts): string[] => judge(facts).map(({ fault }) => fault);

describe('the judge of a chaos run', () => {
  it('finds nothing where everything held', () => {
    expect(judge(seen())).toEqual([]);
  });

  it('finds a run that was accepted and is not in the log', () => {
    expect(faults(seen({ log: [], arrivals: [] }))).toEqual(['lost']);
  });

  it('finds a result that a client has and the log has not, or has otherwise', () => {
    const given = shot({ outcome: { kind: 'ended', run: 'r1', status: 'success', output: { tag: 't1', pay: 7 } } });
    expect(judge(seen({ shots: [given] }))).toEqual([]);
    expect(faults(seen({ shots: [given], log: [], arrivals: [] }))).toEqual(['missing']);
    expect(faults(seen({ shots: [given], log: [logged({ output: { tag: 't1', pay: '7' } })] }))).toEqual(['missing']);
    const failed = logged({ status: 'crashed', output: null });
    expect(faults(seen({ shots: [given], log: [failed] }))).toContain('missing');
    // A held webhook's answer does not name its run.
    const unnamed = shot({ outcome: { kind: 'ended', run: '', status: 'success', output: { tag: 't1', pay: 7 } } });
    expect(judge(seen({ shots: [unnamed] }))).toEqual([]);
    expect(
      faults(
        seen({
          shots: [unnamed],
          log: [logged({ input: { body: { tag: 'other' } }, output: { tag: 'other', pay: 7 } })],
        }),
      ),
    ).toEqual(['missing']);
  });

  it('finds what never ends', () => {
    for (const status of ['queued', 'running', 'waiting'] as const) {
      expect(faults(seen({ log: [logged({ status })] }))).toEqual(['stuck']);
    }
  });

  it('finds a write that reached the outside twice', () => {
    const twice = [call({}), call({ told: 8 })];
    expect(faults(seen({ arrivals: twice }))).toEqual(['doubled']);
    const items = [call({ item: 0 }), call({ item: 1 }), call({ item: 1 })];
    expect(faults(seen({ arrivals: items, log: [] })).filter((each) => each === 'doubled')).toHaveLength(1);
  });

  it('finds an effect that was repeated with another key, and lets it be with the same', () => {
    const [first, again] = [call({ kind: 'idempotent', key: 'k' }), call({ kind: 'idempotent', key: 'k' })];
    expect(judge(seen({ arrivals: [first, again] }))).toEqual([]);
    expect(faults(seen({ arrivals: [first, { ...again, key: 'other' }] }))).toEqual(['doubled']);
    expect(faults(seen({ arrivals: [{ ...first, key: null }] }))).toEqual(['doubled']);
  });

  it('finds one call with one key, and one time of a schedule, that started two runs', () => {
    const again = logged({ id: 'r2' });
    const both = [call({}), call({ run: 'r2' })];
    expect(faults(seen({ log: [logged(), again], arrivals: both }))).toEqual(['doubled']);
    expect(judge(seen({ shots: [shot({ once: false })], log: [logged(), again], arrivals: both }))).toEqual([]);
    const timed = { trigger: 'schedule', input: { scheduledAt: 'noon' }, output: { tag: 'noon', pay: 7 } } as const;
    const runs = [logged(timed), logged({ ...timed, id: 'r2' })];
    expect(faults(seen({ shots: [], log: runs, arrivals: both }))).toEqual(['doubled']);
  });

  it('finds a finished step that ran again, in its own item of a loop', () => {
    const read = { step: 'look', place: 0, kind: 'read' } as const;
    expect(judge(seen({ arrivals: [call(read), call(read), call({})] }))).toEqual([]);
    expect(faults(seen({ arrivals: [call(read), call({}), call(read)] }))).toEqual(['repeated']);
    const [first, second] = [call({ item: 0 }), call({ ...read, item: 1 })];
    const log = [logged({ output: { tag: 't1', pay: [7] } })];
    expect(judge(seen({ arrivals: [first, second], log }))).toEqual([]);
    expect(faults(seen({ arrivals: [first, call({ ...read, item: 0 })], log }))).toEqual(['repeated']);
  });

  it('finds an end that is not true', () => {
    expect(faults(seen({ log: [logged({ output: { tag: 't1', pay: 8 } })] }))).toEqual(['untrue']);
    expect(faults(seen({ log: [logged({ output: { tag: 't2', pay: 7 } })] }))).toEqual(['untrue']);
    expect(faults(seen({ arrivals: [] }))).toEqual(['untrue']);
    expect(faults(seen({ log: [logged({ status: 'error', output: null })] }))).toEqual(['untrue']);
    const full = {
      workflowName: 'disk',
      status: 'error',
      output: null,
      error: { code: 'quota_exceeded', message: '' },
    } as const;
    expect(judge(seen({ log: [logged(full)] }))).toEqual([]);
  });

  it('believes that a run crashed only if its process was killed after it began', () => {
    const log = [logged({ status: 'crashed', output: null })];
    const kill = { victim: 'worker', moment: 'any', at: 1_500, insideRun: true } as const;
    expect(judge(seen({ log, kills: [kill] }))).toEqual([]);
    expect(faults(seen({ log, kills: [{ ...kill, at: 500 }] }))).toEqual(['untrue']);
    expect(faults(seen({ log, kills: [{ ...kill, victim: 'web' }] }))).toEqual(['untrue']);
  });

  it('finds processes that fell, that did not come back, and that were left', () => {
    expect(faults(seen({ fell: ['runtime-1 ended (code 1)'], absent: ['web'], orphans: ['12 node'] }))).toEqual([
      'fell',
      'absent',
      'orphan',
    ]);
  });
});
