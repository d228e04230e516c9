import { expect, test } from 'vitest';
import { readTestMap, testRows } from './test-map.ts';

const map = readTestMap('docs/semantics.md');

test('docs/semantics.md has all parts of the semantics', () => {
  expect(map.parts).toEqual([
    'Steps, edges, order',
    'Start, end, result',
    'Errors, retries, timeouts',
    'Loops',
    'Sub-workflows',
    'Waiting and callers',
    'Cancel, crash, effects, replay',
    'Expressions',
    'Values, limits, versions',
    'Validation before a run',
    'Bad input',
  ]);
  expect(map.rows.length).toBeGreaterThan(150);
});

testRows(map);
