import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../../lib/config/config-error.ts';

const PROBE_TIMEOUT_MS = 5_000;

/** @throws unless `GET {base}/readyz` answers 2xx. */
export async function probeReady(base: string): Promise<void> {
  const response = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS), redirect: 'manual' });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${base}/readyz answered ${response.status}`);
}

/**
 * Makes sure that nobody listens on a port: otherwise we would report somebody else's server as ready.
 *
 * @param patienceMs How long a crashed predecessor's children get to leave.
 * @throws {ConfigError} naming the setting.
 */
export async function requireFreePort(setting: string, host: string, port: number, patienceMs: number): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const problem = await tryListen(host, port);
    if (problem === null) return;
    if (problem !== 'EADDRINUSE') throw new ConfigError(setting, `cannot listen on ${host}:${port} (${problem})`);
    if (Date.now() >= end) throw new ConfigError(setting, `port ${port} on ${host} is already in use`);
    await delay(200);
  }
}

function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
