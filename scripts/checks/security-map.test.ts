import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^\| (Requirement|---)/.test(line));
/** `file` “title”, “title” */
const REFERENCE = /`([^`]+\.(?:test|spec)\.ts)`((?:,? ?“[^”]+”)*)/g;

/** What a row names: each file with the titles that are to be found in it. */
function referencesOf(row: string): { file: string; titles: string[] }[] {
  const cell = row.split(' | ').at(-1)!;
  return [...cell.matchAll(REFERENCE)].map(([, file, titles]) => ({
    file: file!,
    titles: [...titles!.matchAll(/“([^”]+)”/g)].map(([, title]) => title!.replaceAll('\\|', '|')),
  }));
}

/** Whether a text in the source, the title of a test, of a group or a case of a table, holds these words. */
function hasTitle(source: string, title: string): boolean {
  return source
    .replaceAll(/\\(['"`])/g, '$1')
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
    .some((line) => line.includes(title) && /['"`]/.test(line.slice(0, line.indexOf(title))));
}

test('docs/security.md has all parts of the requirements', () => {
  const parts = [...page.matchAll(/^## (.+)$/gm)].map(([, part]) => part);
  const wanted = ['Identity', 'Browser', 'Outbound', 'What tenants write', 'Secrets', 'MCP', 'Supply chain'];
  expect(parts).toEqual(expect.arrayContaining([...wanted, 'Not yet touched']));
  expect(rows.length).toBeGreaterThan(60);
});

test.each(rows)('%s', (row) => {
  const references = referencesOf(row);
  expect(references.length, 'names a test').toBeGreaterThan(0);
  for (const { file, titles } of references) {
    const source = readFileSync(path.join(root, file), 'utf8');
    expect(titles.length, `titles in ${file}, as \`file\` “title”`).toBeGreaterThan(0);
    for (const title of titles) expect(hasTitle(source, title), `${file} has “${title}”`).toBe(true);
  }
});

describe('the check itself', () => {
  it('finds what a row names', () => {
    const row = '| What | `a/b.test.ts` “one”, “two, three”; `c.spec.ts` “four”; `d.test.ts` |';
    expect(referencesOf(row)).toEqual([
      { file: 'a/b.test.ts', titles: ['one', 'two, three'] },
      { file: 'c.spec.ts', titles: ['four'] },
      { file: 'd.test.ts', titles: [] },
    ]);
  });

  it('misses a title that is not there, or only in a comment', () => {
    expect(hasTitle(`test('it holds, really', () => {})`, 'it holds')).toBe(true);
    expect(hasTitle(String.raw`test('nobody\'s', () => {})`, "nobody's")).toBe(true);
    expect(hasTitle(`// it holds\ntest('other', () => {})`, 'it holds')).toBe(false);
  });
});
