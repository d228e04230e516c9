import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const rows = readFileSync(path.join(root, 'docs/security.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\| (Requirement|---)/.test(line));

test('docs/security.md maps requirements to tests', () => expect(rows.length).toBeGreaterThan(10));

test.each(rows)('%s', (row) => {
  const tests = row.split(' | ').at(-1)!;
  const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, file]) => file!);
  expect(files.length, 'names a test').toBeGreaterThan(0);
  for (const file of files) {
    expect(file).toMatch(/\.(test|spec)\.ts$/);
    expect(existsSync(path.join(root, file)), file).toBe(true);
  }
});
