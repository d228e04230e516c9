import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCounts, countResults } from './counts.ts';

describe('countResults', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'toolwright-counts-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function report(value: object): string {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, JSON.stringify(value));
    return file;
  }
  const vitest = (passed: number, failed: number, results: object[] = []) =>
    report({ numPassedTests: passed, numFailedTests: failed, numPendingTests: 2, testResults: results });

  it('counts a check without a report as one', () => {
    expect(countResults(null, '', true)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countResults(null, '', false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('reads vitest, and counts a file that does not load', () => {
    const unloadable = { status: 'failed', assertionResults: [] };
    expect(countResults('vitest', vitest(5, 1, [unloadable]), false)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  it('reads Playwright; a flaky test has failed', () => {
    const file = report({ stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 1 }, errors: [] });
    expect(countResults('playwright', file, true)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('never calls a suite passed that failed, ran nothing or left no report', () => {
    expect(countResults('vitest', vitest(5, 0), false).failed).toBe(1);
    expect(countResults('vitest', vitest(0, 0), true).failed).toBe(1);
    expect(countResults('vitest', path.join(folder, 'none.json'), true).failed).toBe(1);
  });

  it('adds up', () => {
    const one = { passed: 1, failed: 2, skipped: 3 };
    expect(addCounts([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  });
});
