/**
 * `npm start`: brings up database, web, runtime and worker, keeps them up, and stops them in order.
 * Options: --port, --mcp-port, --data-dir. Everything else is read from the environment (README, "Settings").
 */
import path from 'node:path';
import { parseArguments } from './supervisor/arguments.ts';
import { productCommands } from './supervisor/processes.ts';
import { createSteps } from './supervisor/steps.ts';
import { supervise, type Supervisor } from './supervisor/supervise.ts';

const stopRequest = new AbortController();
let supervisor: Supervisor | null = null;

async function main(): Promise<void> {
  const steps = createSteps((line) => console.log(line));
  supervisor = await supervise(
    {
      root: path.resolve(import.meta.dirname, '..'),
      given: { ...process.env, ...parseArguments(process.argv.slice(2)) },
      commands: productCommands,
      steps,
      buildsWeb: true,
    },
    stopRequest.signal,
  );
  const { publicUrl, mcpPublicUrl } = supervisor.config;
  console.log(`ready  web ${publicUrl}  mcp ${mcpPublicUrl}`);
  if (stopRequest.signal.aborted) await end();
}

/** Stops what runs; while the start is still under way, the start itself notices and cleans up. */
async function end(): Promise<void> {
  const running = supervisor;
  if (running === null) return;
  supervisor = null;
  console.log('stopping ...');
  await running.stop();
  console.log('stopped');
  process.exit(0);
}

function requestStop(): void {
  stopRequest.abort(new Error('stopped before it was ready'));
  void end();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, requestStop);
// The bootstrap that started us is gone, however it ended.
process.once('disconnect', requestStop);

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(stopRequest.signal.aborted ? 130 : 1);
});
