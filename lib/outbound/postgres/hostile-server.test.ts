import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { createOutboundHttp } from '../outbound-http.ts';
import { createDatabases } from './databases.ts';

const guard = createOutboundHttp({ outboundAllow: ['127.0.0.0/8'] });
afterAll(() => guard.close());

/** Answers every connection with what `answer` writes. */
async function hostileServer(answer: (socket: Socket, data: Buffer) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => answer(socket, data));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('a server that means harm', { timeout: 30_000 }, () => {
  const message = (type: string, body: Buffer): Buffer => {
    const head = Buffer.from(`${type}\0\0\0\0`);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const int = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const ready = Buffer.concat([message('R', int(0)), message('Z', Buffer.from('I'))]);
  it.each<[string, (socket: Socket) => void]>([
    ['closes', (socket) => socket.destroy()],
    ['talks HTTP', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['asks for an unknown way to sign in', (socket) => socket.write(message('R', int(99)))],
    [
      'sends rows that nobody asked for',
      (socket) => socket.write(Buffer.concat([ready, message('D', Buffer.from([0, 1]))])),
    ],
    ['asks for a copy', (socket) => socket.write(Buffer.concat([ready, message('G', Buffer.from([0, 0, 0]))]))],
    [
      'repeats the password',
      (socket) => socket.write(message('E', Buffer.from('SERROR\0C28000\0Mgot canary-password\0\0'))),
    ],
    [
      'never stops talking',
      (socket) => {
        const flood = (): void => {
          while (socket.writable && socket.write(message('N', Buffer.alloc(60_000, 'x')))) continue;
          socket.once('drain', flood);
        };
        flood();
      },
    ],
  ])('%s: the step fails, the process lives', async (_name, answer) => {
    const server = await hostileServer(answer);
    const { port } = server.address() as AddressInfo;
    const fields = {
      host: '127.0.0.1',
      port,
      database: 'd',
      user: 'u',
      password: 'canary-password',
      tls: 'off',
    } as const;
    const databases = createDatabases({ guard, fieldsOf: () => Promise.resolve(fields) });
    const statement = { sql: 'SELECT 1', params: [], readOnly: true, rowLimit: 1 };
    const request = { workspaceId: 'one', actorId: null, connectionId: 'one', statement, timeoutMs: 2_000 };
    const error: unknown = await databases
      .query({ ...request, signal: AbortSignal.timeout(2_000) })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NodeFailure);
    expect(inspect(error, { depth: 0 }).split('[cause]')[0]).not.toContain('canary-password');
    expect(JSON.stringify(error)).not.toContain('canary-password');
    await pause(50);
    await databases.close();
    server.close();
  });
});
