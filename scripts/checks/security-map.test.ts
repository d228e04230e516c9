import { expect, test } from 'vitest';
import { readTestMap, testRows } from './test-map.ts';

const map = readTestMap('docs/security.md');

test('docs/security.md has all parts of the requirements', () => {
  const wanted = ['Identity', 'Browser', 'Outbound', 'What tenants write', 'Secrets', 'MCP', 'Supply chain'];
  expect(map.parts).toEqual(expect.arrayContaining([...wanted, 'Not yet touched']));
  expect(map.rows.length).toBeGreaterThan(60);
});

testRows(map);
