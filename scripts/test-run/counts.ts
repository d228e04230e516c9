import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** How a suite's report is written: vitest's or Playwright's JSON, or (null) a check that only passes or fails. */
export type ReportKind = 'vitest' | 'playwright' | null;

const vitestSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

const playwrightSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()),
});

/**
 * Reads a suite's report. A runner that failed always counts at least one failure, whatever its report says, and one
 * that left no report or ran no test has failed.
 */
export function countResults(kind: ReportKind, file: string, succeeded: boolean): Counts {
  const counts = kind === null ? { passed: succeeded ? 1 : 0, failed: 0, skipped: 0 } : readReport(kind, file);
  const ranNothing = counts.passed + counts.failed === 0;
  if (counts.failed === 0 && (!succeeded || ranNothing)) return { ...counts, failed: 1 };
  return counts;
}

export function addCounts(list: readonly Counts[]): Counts {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of list) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  return sum;
}

function readReport(kind: 'vitest' | 'playwright', file: string): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 };
  const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return kind === 'vitest' ? readVitest(report) : readPlaywright(report);
}

/** A file that does not load has no tests to fail: it counts as one. */
function readVitest(report: unknown): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = vitestSchema.parse(report);
  const unloadable = testResults.filter((each) => each.status === 'failed' && each.assertionResults.length === 0);
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length, skipped: numPendingTests };
}

function readPlaywright(report: unknown): Counts {
  const { stats, errors } = playwrightSchema.parse(report);
  const failed = stats.unexpected + stats.flaky + (stats.unexpected === 0 ? errors.length : 0);
  return { passed: stats.expected, failed, skipped: stats.skipped };
}
