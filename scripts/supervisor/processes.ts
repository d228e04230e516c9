import path from 'node:path';
import type { ChildEnvironment } from './child-environment.ts';
import { ManagedProcess, type ProcessDescription } from './managed-process.ts';
import { probeReady } from './probes.ts';
import { findFreePort } from '../free-port.ts';

/** What each kind of process runs, as arguments of Node; the Dockerfile and docker-compose.yml run the same. */
export interface Commands {
  web: (host: string, port: number) => string[];
  runtime: string[];
  worker: string[];
}

/**
 * V8's own choice (16 MB) lets what a call leaves behind grow old before it is collected: a quarter more resident memory after
 * 1,000 calls. Half of it costs a direct call a few percent of CPU time, a quarter of it (4 MB) about a fifth.
 */
const SMALL_YOUNG_SPACE = '--max-semi-space-size=8';

export const productCommands: Commands = {
  web: (host, port) => ['node_modules/next/dist/bin/next', 'start', '--hostname', host, '--port', String(port)],
  runtime: [SMALL_YOUNG_SPACE, 'workers/runtime.ts'],
  worker: [SMALL_YOUNG_SPACE, 'workers/worker.ts'],
};

interface ProcessesRequest {
  root: string;
  environment: ChildEnvironment;
  commands: Commands;
  notify: (text: string) => void;
}

/** All children in the order in which they are stopped: web, runtimes, worker. */
export async function describeProcesses(request: ProcessesRequest): Promise<ManagedProcess[]> {
  const { config, variables } = request.environment;
  const make = (name: string, command: string[], base: string, own: Record<string, string> = {}) =>
    new ManagedProcess({
      name,
      command,
      cwd: request.root,
      environment: { ...variables, ...own } satisfies ProcessDescription['environment'],
      logFile: path.join(config.dataDir, 'logs', `${name}.log`),
      probe: () => probeReady(base),
      notify: request.notify,
    });
  const internal = (port: number) => `http://${reachable(config.internalHost)}:${port}`;

  const runtimes: ManagedProcess[] = [];
  for (let number = 1; number <= config.runtimeProcesses; number++) {
    const port = number === 1 ? config.internalPort : await findFreePort();
    const own = { INTERNAL_PORT: String(port), INTERNAL_URL: internal(port) };
    runtimes.push(make(`runtime-${number}`, request.commands.runtime, internal(port), own));
  }
  const web = make(
    'web',
    request.commands.web(config.host, config.port),
    `http://${reachable(config.host)}:${config.port}`,
  );
  const worker = make('worker', request.commands.worker, internal(config.workerPort));
  return [web, ...runtimes, worker];
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
