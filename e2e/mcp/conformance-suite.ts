import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PACKAGE = path.join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance');
const SUITE_MS = 240_000;

export const revisions = ['2026-07-28', '2025-11-25'] as const;
export type Revision = (typeof revisions)[number];

/** The scenarios of an extension, which the suite scores for no revision: by the beginning of their names. */
export function extensionScenarios(prefix: string): string[] {
  const text = readFileSync(path.join(PACKAGE, 'requirements', '2026-07-28.yaml'), 'utf8');
  const entries = text.matchAll(/^ {2}- scenario: (\S+)\n {4}leg: server\n {4}reason: extension$/gm);
  return [...entries].map(([, name]) => name ?? '').filter((name) => name.startsWith(prefix));
}

/** The scenarios that a revision requires of servers: the suite's own list, which is the authority. */
export function requiredScenarios(revision: Revision): string[] {
  const text = readFileSync(path.join(PACKAGE, 'requirements', `${revision}.yaml`), 'utf8');
  const block = /^server:\n((?: {2}- .+\n)+)/m.exec(text)?.[1];
  if (block === undefined) throw new Error(`The requirements of ${revision} have no server section`);
  return block
    .trimEnd()
    .split('\n')
    .map((line) => line.replace('  - ', ''));
}

/** Runs a revision's requirements against a server. What each scenario came to, those that are not scored included. */
export async function runConformance(url: string, revision: Revision): Promise<Map<string, 'pass' | 'fail'>> {
  const out = mkdtempSync(path.join(tmpdir(), 'toolwright-conformance-'));
  try {
    const output = await run(['server', '--url', url, '--requirements', revision, '-o', out]);
    return readSummary(output);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Runs one scenario against a server. One that checks nothing has not passed. */
export async function runScenario(url: string, scenario: string): Promise<'pass' | 'fail'> {
  const output = await run(['server', '--url', url, '--scenario', scenario]);
  const [, passed, failed] = /^Passed: (\d+)\/\d+, (\d+) failed/m.exec(output) ?? [];
  if (passed === undefined) throw new Error(`The scenario did not come to an end:\n${output.slice(-3_000)}`);
  return passed !== '0' && failed === '0' ? 'pass' : 'fail';
}

/** The suite ends with code 1 when a scenario fails; its summary says which. */
function run(options: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(PACKAGE, 'dist/index.js'), ...options],
      { timeout: SUITE_MS, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`),
    );
  });
}

function readSummary(output: string): Map<string, 'pass' | 'fail'> {
  const [, summary] = output.split('=== SUMMARY ===');
  if (summary === undefined) throw new Error(`The conformance suite did not come to an end:\n${output.slice(-3_000)}`);
  const lines = summary.matchAll(/^([✓✗]) ([\w-]+): \d+ passed, \d+ failed/gmu);
  return new Map([...lines].map(([, mark, scenario]) => [scenario ?? '', mark === '✓' ? 'pass' : 'fail']));
}
