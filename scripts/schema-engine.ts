#!/usr/bin/env node
/**
 * Prisma's schema engine from npm packages alone; see schema-engine/README.md. The CLI starts it, never a person.
 */
import { createAdapter } from './schema-engine/adapter.ts';
import { parseArguments } from './schema-engine/arguments.ts';
import { prismaErrorCode, runDatabaseCommand } from './schema-engine/database-commands.ts';
import { loadEngine } from './schema-engine/engine.ts';
import { serveRpc } from './schema-engine/rpc.ts';

const { command, showVersion, datamodels, url } = parseArguments(process.argv.slice(2), process.env.DATABASE_URL);

if (showVersion) {
  console.log('schema-engine-cli @prisma/schema-engine-wasm');
} else if (command !== null) {
  await runDatabaseCommand(command, url ?? '').catch(failCommand);
} else {
  await serveRpc({ url, engine: () => loadEngine(datamodels, createAdapter(url)) });
}
process.exit(process.exitCode ?? 0);

/** The CLI reads the reason from one JSON log line on stderr, after a line that it skips. */
function failCommand(error: unknown): void {
  const fields = {
    message: error instanceof Error ? error.message : String(error),
    error_code: prismaErrorCode(error),
    is_panic: false,
  };
  const line = { timestamp: new Date().toISOString(), level: 'ERROR', fields, target: 'schema_engine::logger' };
  process.stderr.write(`schema engine\n${JSON.stringify(line)}`);
  process.exitCode = 1;
}
