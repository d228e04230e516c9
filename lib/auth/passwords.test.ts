import { parseOptions } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from './passwords.ts';

test('a password is verified against its own argon2id hash only', async () => {
  const stored = await hashPassword('correct horse');
  expect(stored).toMatch(/^\$argon2id\$/);
  expect(parseOptions(stored)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  expect(await verifyPassword(stored, 'correct horse')).toBe(true);
  expect(await verifyPassword(stored, 'correct horsf')).toBe(false);
  expect(await hashPassword('correct horse')).not.toBe(stored);
});

test('without an account nothing matches, and the work is of the same kind', async () => {
  const stored = await hashPassword('correct horse');
  await verifyPassword(null, 'warm up');
  const time = async (hash: string | null): Promise<number> => {
    const before = process.cpuUsage();
    for (let round = 0; round < 5; round += 1) expect(await verifyPassword(hash, 'wrong')).toBe(false);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const known = await time(stored);
  const unknown = await time(null);
  // Not a speed test: a missing dummy hash would be hundreds of times cheaper.
  expect(unknown).toBeGreaterThan(known / 5);
});
