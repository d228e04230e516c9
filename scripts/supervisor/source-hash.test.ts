import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashSources } from './source-hash.ts';

describe('hashSources', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'toolwright-hash-'));
    write('app/page.tsx', 'one');
    write('package-lock.json', '{}');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }

  it.each([
    ['content', 'app/page.tsx', 'two'],
    ['a new file', 'lib/shared/new.ts', ''],
    ['the packages', 'package-lock.json', '{"v":2}'],
    ['a text of the interface', 'messages/ko.json', '{}'],
  ])('changes with %s', (_, file, text) => {
    const before = hashSources(root);
    write(file, text);
    expect(hashSources(root)).not.toBe(before);
  });

  it.each([
    'lib/engine/plan.test.ts',
    'lib/db/db.int.test.ts',
    'lib/db/generated/client.ts',
    'lib/db/README.md',
    'e2e/a.spec.ts',
  ])('does not change with %s, which no build reads', (file) => {
    const before = hashSources(root);
    write(file, 'x');
    expect(hashSources(root)).toBe(before);
  });
});
