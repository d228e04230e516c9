import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often each process behind it is asked whether it can serve. */
const LOOK_EVERY_MS = 100;

/** Where a process is reached: what it serves, and what says whether it can. */
export interface Backend {
  port: number;
  /** Of `/readyz`; the same port, if there is none. */
  healthPort?: number;
}

export interface LoadBalancer extends AsyncDisposable {
  readonly url: string;
  add(backend: Backend): void;
  remove(backend: Backend): void;
  /** Resolves once the backend is served to. */
  serves(backend: Backend): Promise<void>;
}

/**
 * In front of processes of one kind, as simple as such a thing can be: in turn to those whose `/readyz` said yes a moment
 * ago, over connections that are kept. It tries nothing twice: what a process does not answer is the caller's failure.
 */
export async function startLoadBalancer(port = 0): Promise<LoadBalancer> {
  const backends = new Set<Backend>();
  const ready = new Set<Backend>();
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const server = createServer((incoming, response) => {
    const able = [...ready];
    const backend = able[turn++ % Math.max(able.length, 1)];
    if (backend) pass(agent, backend.port, incoming, response);
    else response.writeHead(502).end('nobody is ready');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const look = async (): Promise<void> => {
    await Promise.all(
      [...backends].map(async (backend) => {
        if (await isReady(backend.healthPort ?? backend.port)) ready.add(backend);
        else ready.delete(backend);
      }),
    );
  };
  let over = false;
  const looking = (async () => {
    while (!over) {
      await look();
      await sleep(LOOK_EVERY_MS);
    }
  })();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (backend) => void backends.add(backend),
    remove: (backend) => {
      backends.delete(backend);
      ready.delete(backend);
    },
    serves: async (backend) => {
      const patientUntil = Date.now() + 60_000;
      while (!ready.has(backend)) {
        if (Date.now() > patientUntil) throw new Error(`The process at port ${backend.port} is not ready`);
        await sleep(LOOK_EVERY_MS);
      }
    },
    [Symbol.asyncDispose]: async () => {
      over = true;
      await looking;
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(agent: Agent, port: number, incoming: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = incoming;
  const outgoing = request({ agent, host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    const { connection: _hop, 'keep-alive': _also, ...kept } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, kept);
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  });
  outgoing.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end(`port ${port}: ${error.message}`);
  });
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
