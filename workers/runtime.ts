/** The runtime process: deployed workflows as MCP servers over HTTP, and direct runs for the web process. */
import { preloadSchemas } from '@modelcontextprotocol/server';
import { createRuntimeDeps } from '#lib/server/runtime-deps.ts';
import { startRuntime } from './runtime/start-runtime.ts';

/** Shorter than the grace that the supervisor gives, so that the log is written before the process is killed. */
const DRAIN_MS = 6_000;

preloadSchemas();
const deps = createRuntimeDeps();
const { logger } = deps;

process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled rejection'));

const runtime = await startRuntime(deps);
logger.info({ port: runtime.port, internalPort: runtime.internalPort }, 'runtime is ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

async function stop(signal: string): Promise<void> {
  logger.info({ signal }, 'runtime is stopping');
  try {
    await runtime.stop(DRAIN_MS);
    process.exitCode = 0;
  } catch (error) {
    logger.error({ err: error }, 'runtime did not stop in order');
    process.exitCode = 1;
  }
  // Whatever a dependency left open must not keep a stopped process alive.
  setTimeout(() => process.exit(), 500).unref();
}
