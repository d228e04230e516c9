/** `npm test`: proves everything on this machine. Arguments: names of stages, to run only those. */
import path from 'node:path';
import { addCounts, type Counts } from './test-run/counts.ts';
import { ensureRealComponents } from './test-run/real-components.ts';
import { excerpt, runStage, type StageResult } from './test-run/run-stage.ts';
import { stages, type Stage } from './test-run/stages.ts';

const root = path.resolve(import.meta.dirname, '..');
const inCi = Boolean(process.env.CI) && process.env.CI !== 'false';
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (interrupted = true));
process.once('disconnect', () => process.exit(1));

const chosen = chooseStages(process.argv.slice(2));
const missing = ensureRealComponents((line) => console.log(line));
const results: StageResult[] = [];
const notRun: string[] = [];

for (const stage of chosen) {
  const lacking = stage.needs?.filter((name) => missing.includes(name)) ?? [];
  if (lacking.length > 0) {
    notRun.push(`${stage.name}: skipped, because ${lacking.join(' and ')} is not installed`);
    continue;
  }
  console.log(`\n--- ${stage.name}`);
  const result = await runStage(root, stage);
  results.push(result);
  console.log(excerpt(result));
  if (interrupted) break;
}

printTable();
const counts = addCounts(results.map((result) => result.counts));
counts.failed += inCi ? notRun.length : 0;
if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 && counts.passed > 0 && !interrupted ? 0 : 1);

function chooseStages(names: string[]): Stage[] {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`There is no stage "${unknown[0]}"; there are: ${stages.map((stage) => stage.name).join(', ')}`);
    process.exit(1);
  }
  return names.length === 0 ? stages : stages.filter((stage) => names.includes(stage.name));
}

function printTable(): void {
  console.log('\nstage              result      time');
  for (const { stage, succeeded, durationMs, counts } of results) {
    const verdict = succeeded ? 'passed' : 'FAILED';
    console.log(
      `${stage.name.padEnd(18)} ${verdict.padEnd(8)} ${seconds(durationMs).padStart(8)}  ${tally(stage, counts)}`,
    );
  }
  for (const line of notRun) console.log(line);
  console.log('');
}

function tally(stage: Stage, { passed, failed, skipped }: Counts): string {
  return stage.report === null ? '' : `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
