import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { watchCall } from './watch-call.ts';

it('leaves nobody watching when it cannot begin', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const pool = new pg.Pool({ host: '127.0.0.1', port: 1 });
  let listening = 0;
  const listen = (): (() => void) => {
    listening += 1;
    return () => void (listening -= 1);
  };
  const bus = { subscribe: listen, onGap: listen, publish: async () => {} };
  const deps = { db: { pool }, bus, clock: { now: Date.now }, logger: { warn: () => {} } };
  const run = { workspaceId: newId(), executionId: newId() };
  await expect(watchCall(deps as never, run, () => {})).rejects.toThrow('ECONNREFUSED');
  expect(listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  await pool.end();
});
