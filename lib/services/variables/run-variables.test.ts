import { expect, test } from 'vitest';
import type { Bus } from '#lib/bus/bus.ts';
import { encodeJson } from '#lib/db/bytes.ts';
import type { Db } from '#lib/db/client.ts';
import { RunVariables } from './run-variables.ts';

const WORKSPACE = '018f0000-0000-7000-8000-00000000000a';

/** A database whose answers come when the test says, and a bus that speaks when the test does. */
function surroundings() {
  const asked: ((value: number) => void)[] = [];
  let change = (_message: { workspaceId: string }): void => undefined;
  let gap = (): void => undefined;
  let now = 1_000_000;
  const pool = {
    query: () =>
      new Promise((resolve) => asked.push((value) => resolve({ rows: [{ name: 'n', value: encodeJson(value) }] }))),
  };
  const bus = {
    subscribe: (_channel: string, handler: typeof change) => ((change = handler), () => undefined),
    onGap: (handler: typeof gap) => ((gap = handler), () => undefined),
  };
  const variables = new RunVariables({
    db: { pool } as unknown as Pick<Db, 'pool'>,
    bus: bus as unknown as Bus,
    clock: { now: () => now },
  });
  const changed = () => change({ workspaceId: WORKSPACE });
  const read = async () => (await variables.of(WORKSPACE))['n'];
  return { asked, changed, gap: () => gap(), read, variables, pass: (ms: number) => (now += ms) };
}

test('one read serves all that ask, and a warm call waits for nothing', async () => {
  const { asked, read, variables } = surroundings();
  const both = Promise.all([read(), read()]);
  asked[0]!(1);
  expect(await both).toEqual([1, 1]);
  expect(asked).toHaveLength(1);
  expect(variables.of(WORKSPACE)).not.toBeInstanceOf(Promise);
});

test('a change, a gap of the bus and 30 seconds make it read again', async () => {
  const { asked, changed, gap, read, pass } = surroundings();
  const next = async (value: number): Promise<unknown> => {
    const answer = read();
    asked.at(-1)!(value);
    return answer;
  };
  expect(await next(1)).toBe(1);
  changed();
  expect(await next(2)).toBe(2);
  gap();
  expect(await next(3)).toBe(3);
  pass(30_001);
  expect(await next(4)).toBe(4);
  expect(asked).toHaveLength(4);
});

test('a read that a change overtakes is not kept', async () => {
  const { asked, changed, read } = surroundings();
  const early = read();
  changed();
  const late = read();
  asked[1]!(2);
  asked[0]!(1);
  expect(await late).toBe(2);
  await early;
  expect(await read()).toBe(2);
});
