import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const product = execFileSync('git', ['ls-files', 'lib', 'workers', 'app', 'components'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file) && !/(\.test\.tsx?$|-conformance\.ts$|(^|\/)testing\/)/.test(file));
const sources = new Map(product.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));

const withText = (pattern: RegExp): string[] => product.filter((file) => pattern.test(sources.get(file)!));
const importing = (module: string): string[] =>
  withText(new RegExp(`(from|import\\(|require\\()\\s*['"](node:)?${module}(/[a-z]+)?['"]`));

/** What tenants write can reach neither, because nobody else has the means. */
describe('the product', () => {
  it('is all looked at', () => {
    expect(product.length).toBeGreaterThan(900);
  });

  it('starts processes for the sandbox alone, by argument lists of our own and without a shell', () => {
    expect(importing('child_process')).toEqual([
      'lib/expressions/sandbox/containment.ts',
      'lib/expressions/sandbox/sandbox-process.ts',
    ]);
    expect(withText(/\bshell:|\bexec(Sync)?\(['"`]|\bexecSync\b/)).toEqual([]);
    expect(importing('cluster')).toEqual([]);
  });

  it('starts threads for the reading of HTML alone', () => {
    expect(importing('worker_threads')).toEqual([
      'lib/nodes/data.html/extract-pool.ts',
      'lib/nodes/data.html/extract-worker.ts',
    ]);
  });

  it('reads files to start its sandbox and to have its master key, never for a node', () => {
    expect(importing('fs')).toEqual([
      'lib/expressions/sandbox/child.ts',
      'lib/expressions/sandbox/containment.ts',
      'lib/secrets/master-keys.ts',
    ]);
  });
});
