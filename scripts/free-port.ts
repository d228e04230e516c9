import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that operating systems give to outgoing connections (from 32,768 on Linux, 49,152 elsewhere): one of
 * those could be taken between this answer and the listening.
 */
const FIRST = 15_000;
const LAST = 32_000;
const ATTEMPTS = 100;
const given = new Set<number>();

/** A TCP port on 127.0.0.1 that nothing listens on now, and that this process was not told before. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST, LAST);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error('no TCP port could be had');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (listens) await new Promise((resolve) => server.close(resolve));
  return listens;
}
