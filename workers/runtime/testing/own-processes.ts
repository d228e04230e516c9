import { spawn } from 'node:child_process';
import type { Config } from '#lib/config/config.ts';
import { findFreePort } from '../../../scripts/free-port.ts';
import { productCommands } from '../../../scripts/supervisor/processes.ts';

/** A runtime or a worker as a process of its own, beside those in the test's process. */
export interface ChildProcess {
  /** Of what it serves, and of `/readyz`. */
  readonly port: number;
  readonly healthPort: number;
  /** Ends it without a word, and resolves once it is gone. */
  kill(): Promise<void>;
}

/** Starts one of the same installation. `settings` are environment variables of it alone. */
export async function startProcess(
  kind: 'runtime' | 'worker',
  config: Config,
  settings: Readonly<Record<string, string>> = {},
): Promise<ChildProcess> {
  const [port, internalPort, workerPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const child = spawn(process.execPath, productCommands[kind], {
    stdio: 'ignore',
    env: {
      ...process.env,
      LOG_LEVEL: 'silent',
      DATABASE_URL: config.databaseUrl,
      AUTH_SECRET: config.authSecret,
      INTERNAL_SECRET: config.internalSecret,
      MASTER_KEY: config.masterKey ?? '',
      MCP_PUBLIC_URL: config.mcpPublicUrl,
      OUTBOUND_ALLOW: config.outboundAllow.join(','),
      MCP_PORT: String(port),
      INTERNAL_PORT: String(internalPort),
      INTERNAL_URL: `http://127.0.0.1:${internalPort}`,
      WORKER_PORT: String(workerPort),
      ...settings,
    },
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    port,
    healthPort: kind === 'runtime' ? internalPort : workerPort,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
