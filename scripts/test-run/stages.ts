import path from 'node:path';
import type { ReportKind } from './counts.ts';

/** One command of `npm test`. */
export interface Stage {
  name: string;
  /** Arguments of Node. */
  command: string[];
  report: ReportKind;
  /** Closing lines that are shown when it passes. */
  closingLines: number;
  /** Packages (`real-components.ts`) without which it cannot run. */
  needs?: string[];
}

const bin = (name: string, script: string) => path.join('node_modules', name, script);
const vitest = bin('vitest', 'vitest.mjs');

/** Where suites leave their JSON reports, below the checkout. */
export const REPORTS = '.cache/test-reports';

export function reportFile(stage: Stage): string {
  return path.join(REPORTS, `${stage.name.replaceAll(' ', '-')}.json`);
}

function suite(name: string, project: string): Stage {
  const stage: Stage = { name, command: [], report: 'vitest', closingLines: 5 };
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile(stage)}`];
  return { ...stage, command: [vitest, 'run', '--project', project, ...reporters] };
}

function check(name: string, command: string[], closingLines = 1): Stage {
  return { name, command, report: null, closingLines };
}

/** In the order in which they run: quick checks first. */
export const stages: Stage[] = [
  check('format', [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level=warn', '.']),
  check('database client', ['scripts/checks/generate.ts']),
  check('route types', [bin('next', 'dist/bin/next'), 'typegen']),
  check('types', [bin('typescript', 'bin/tsc'), '--noEmit', '-p', '.']),
  check('lint', [bin('oxlint', 'bin/oxlint')], 2),
  check('layers', ['scripts/checks/layers.ts']),
  check('dead code', [bin('knip', 'bin/knip.js'), '--no-progress']),
  suite('unit', 'unit'),
  suite('integration', 'integration'),
  check('web build', ['scripts/checks/build.ts']),
  {
    name: 'browser',
    command: [bin('@playwright/test', 'cli.js'), 'test'],
    report: 'playwright',
    closingLines: 5,
    needs: ['chromium'],
  },
  suite('mcp', 'mcp'),
  // Last: it takes the machine, and kills what it starts.
  check('chaos', ['scripts/chaos.ts', '--short', '--seed', '1'], 45),
];
