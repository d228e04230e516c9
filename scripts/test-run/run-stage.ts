import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { countResults, type Counts } from './counts.ts';
import { reportFile, REPORTS, type Stage } from './stages.ts';

export interface StageResult {
  stage: Stage;
  succeeded: boolean;
  counts: Counts;
  durationMs: number;
  /** Everything that it printed. */
  output: string;
}

/** Runs one stage to its end; never rejects for a failing one. */
export async function runStage(root: string, stage: Stage): Promise<StageResult> {
  const started = performance.now();
  const report = path.join(root, reportFile(stage));
  mkdirSync(path.join(root, REPORTS), { recursive: true });
  rmSync(report, { force: true });
  const { code, output } = await run(root, stage, report);
  const succeeded = code === 0;
  const counts = countResults(stage.report, report, succeeded);
  return {
    stage,
    succeeded: succeeded && counts.failed === 0,
    counts,
    durationMs: performance.now() - started,
    output,
  };
}

/** What is shown of a stage: everything when it failed, its closing lines when it passed. */
export function excerpt({ succeeded, output, stage }: StageResult): string {
  const lines = output.trimEnd().split('\n');
  return (succeeded ? lines.filter((line) => line.trim() !== '').slice(-stage.closingLines) : lines).join('\n');
}

function run(root: string, stage: Stage, report: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, stage.command, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const passOn = (signal: NodeJS.Signals) => child.kill(signal);
  process.once('SIGINT', passOn);
  process.once('SIGTERM', passOn);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: output + error.message }));
    child.once('close', (code) => {
      process.off('SIGINT', passOn);
      process.off('SIGTERM', passOn);
      resolve({ code, output });
    });
  });
}
