import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
/** `file` “title”, “title” */
const REFERENCE = /`([^`]+\.(?:test|spec)\.ts)`((?:,? ?“[^”]+”)*)/g;

/** A page of `docs` whose tables say what holds: each row names tests in its last cell. */
interface TestMap {
  /** Titles of its sections. */
  parts: string[];
  rows: string[];
}

export function readTestMap(page: string): TestMap {
  const text = readFileSync(path.join(root, page), 'utf8');
  return {
    parts: [...text.matchAll(/^## (.+)$/gm)].map(([, part]) => part!),
    rows: text.split('\n').filter((line) => line.startsWith('|') && !/^\| (Requirement|Sentence|---)/.test(line)),
  };
}

/** One test a row: the files that it names are there, and hold these titles. */
export function testRows({ rows }: TestMap): void {
  test.each(rows)('%s', (row) => {
    const references = referencesOf(row);
    expect(references.length, 'names a test').toBeGreaterThan(0);
    for (const { file, titles } of references) {
      const source = readFileSync(path.join(root, file), 'utf8');
      expect(titles.length, `titles in ${file}, as \`file\` “title”`).toBeGreaterThan(0);
      for (const title of titles) expect(hasTitle(source, title), `${file} has “${title}”`).toBe(true);
    }
  });
}

/** What a row names: each file with the titles that are to be found in it. */
export function referencesOf(row: string): { file: string; titles: string[] }[] {
  const cell = row.split(' | ').at(-1)!;
  return [...cell.matchAll(REFERENCE)].map(([, file, titles]) => ({
    file: file!,
    titles: [...titles!.matchAll(/“([^”]+)”/g)].map(([, title]) => title!.replaceAll('\\|', '|')),
  }));
}

/** Whether a text in the source, the title of a test, of a group or a case of a table, holds these words. */
export function hasTitle(source: string, title: string): boolean {
  return source
    .replaceAll(/\\(['"`])/g, '$1')
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
    .some((line) => line.includes(title) && /['"`]/.test(line.slice(0, line.indexOf(title))));
}
