import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

/** Turns under a clock of its own; `loop` runs what is due, one event-loop turn at a time. */
function underClock() {
  let now = 0;
  let due: { work: () => void; at: number }[] = [];
  const turns = new Turns({
    now: () => now,
    later: (work, delayMs) => due.push({ work, at: now + delayMs }),
  });
  const loop = (): void => {
    const ready = due.filter(({ at }) => at <= now);
    due = due.filter(({ at }) => at > now);
    for (const { work } of ready) work();
  };
  const pass = (ms: number): void => {
    for (const end = now + ms; now < end; now += 1) loop();
  };
  /** A workspace keeps the loop busy for so long. */
  const compute = (workspaceId: string, ms: number): void => {
    now += ms;
    turns.spent(workspaceId, ms);
  };
  return { turns, loop, pass, compute, now: () => now };
}

describe('Turns', () => {
  it('nobody pauses alone, whatever they compute', () => {
    const { turns, pass } = underClock();
    for (let turn = 0; turn < 50; turn += 1) {
      expect(turns.mustWait('busy')).toBe(false);
      turns.spent('busy', 100);
      pass(100);
    }
  });

  it('who computed long pauses while another is there, until a share of the time has passed', () => {
    const { turns, pass } = underClock();
    expect(turns.mustWait('quiet')).toBe(false);
    expect(turns.mustWait('busy')).toBe(false);
    turns.spent('busy', 260);
    expect(turns.mustWait('busy')).toBe(true);
    expect(turns.mustWait('quiet')).toBe(false);
    let resumed = 0;
    turns.next('busy', () => (resumed += 1));
    for (let step = 0; step < 60; step += 1) {
      pass(10);
      turns.mustWait('quiet');
    }
    expect(resumed).toBe(0);
    for (let step = 0; step < 20; step += 1) {
      pass(10);
      turns.mustWait('quiet');
    }
    expect(resumed).toBe(1);
  });

  it('goes on at once when the other one is gone', () => {
    const { turns, pass } = underClock();
    turns.mustWait('quiet');
    turns.mustWait('busy');
    turns.spent('busy', 10_000);
    let resumed = false;
    turns.next('busy', () => (resumed = true));
    pass(900);
    expect(resumed).toBe(false);
    pass(200);
    expect(resumed).toBe(true);
  });

  it('a usual call counts as nothing', () => {
    const { turns } = underClock();
    for (let call = 0; call < 10_000; call += 1) {
      expect(turns.mustWait(call % 2 ? 'a' : 'b')).toBe(false);
      turns.spent(call % 2 ? 'a' : 'b', 0.2);
    }
  });

  it.each([0.5, 2, 6, 50])('runs of %s ms, without end, are in the way of few calls of another', (ms) => {
    const { turns, loop, pass, compute, now } = underClock();
    let burnt = 0;
    const burn = (): void => {
      compute('busy', ms);
      burnt += ms;
      ask();
    };
    const ask = (): void => (turns.mustWait('busy') ? turns.next('busy', burn) : burnLater());
    const burnLater = (): void => void later.push(burn);
    const later: (() => void)[] = [];
    for (let connection = 0; connection < 8; connection += 1) ask();
    let [calls, delayed] = [0, 0];
    // The second in which it still has credit is over.
    for (const counted = 1_000; now() < 11_000; calls += now() > counted ? 1 : 0) {
      expect(turns.mustWait('quiet')).toBe(false);
      const before = now();
      for (const work of later.splice(0)) work();
      loop();
      if (before > counted && now() - before > 0.25) delayed += 1;
      pass(1);
    }
    expect(delayed / calls).toBeLessThan(0.02);
    expect(burnt).toBeGreaterThan(500);
    expect(burnt).toBeLessThan(1_500);
  });

  it('of those that wait one goes on in each turn of the loop, workspaces in turn', () => {
    const { turns, loop } = underClock();
    const order: string[] = [];
    for (const name of ['a', 'a', 'a', 'b', 'c', 'b']) turns.next(name, () => order.push(name));
    for (let turn = 1; turn <= 6; turn += 1) {
      loop();
      expect(order).toHaveLength(turn);
    }
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
  });

  it('a new run of a workspace does not overtake its own that wait', () => {
    const { turns, loop } = underClock();
    turns.next('a', () => undefined);
    expect(turns.mustWait('a')).toBe(true);
    expect(turns.mustWait('b')).toBe(false);
    loop();
    expect(turns.mustWait('a')).toBe(false);
  });
});
