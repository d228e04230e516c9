import { expect, it } from 'vitest';
import { PendingWork } from './pending-work.ts';

it('is drained when all of it is over, whatever came of it', async () => {
  const pending = new PendingWork();
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  pending.add(first.promise);
  let drained = false;
  const waiting = pending.drained().then(() => (drained = true));
  pending.add(second.promise);
  first.reject(new Error('its own business'));
  await Promise.resolve();
  expect(drained).toBe(false);
  second.resolve();
  await waiting;
  await new PendingWork().drained();
});
