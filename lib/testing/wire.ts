import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll } from 'vitest';

/** A TCP line to a server that a test can cut and mend. */
export interface Wire {
  /** The same URL by way of this line. Once is enough. */
  through(url: string): Promise<string>;
  /** What a server that went away looks like: connections break, new ones are refused. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Call it at the top level of a test file, or of a `describe`. */
export function useWire(): Wire {
  const sockets = new Set<Socket>();
  let target = { host: '', port: 0 };
  let port = 0;
  const server = createServer((socket) => {
    const out = connect(target);
    for (const [one, other] of [
      [socket, out],
      [out, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  const listen = (): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    sockets.forEach((socket) => socket.destroy());
    sockets.clear();
    await closed;
  };
  afterAll(cut);
  return {
    through: async (address) => {
      const url = new URL(address);
      target = { host: url.hostname, port: Number(url.port) };
      await listen();
      port = (server.address() as AddressInfo).port;
      url.host = `127.0.0.1:${port}`;
      return url.href;
    },
    cut,
    mend: listen,
  };
}
