import { expect, test } from 'vitest';
import { readQuota, type QuotaDraft } from './quota-draft.ts';

const empty: QuotaDraft = { executionsPerDay: '', storageBytes: '', servers: '', members: '', concurrentRuns: '' };

test('empty fields mean the default, storage is typed in MiB', () => {
  expect(readQuota(empty)).toEqual({
    executionsPerDay: null,
    storageBytes: null,
    servers: null,
    members: null,
    concurrentRuns: null,
  });
  expect(readQuota({ ...empty, storageBytes: ' 2 ', servers: '0' })).toMatchObject({
    storageBytes: 2_097_152,
    servers: 0,
  });
});

test.each(['-1', '1.5', 'x', '1e3', '99999999999999999'])('%s is no quota', (text) => {
  expect(readQuota({ ...empty, servers: text })).toBeNull();
});
