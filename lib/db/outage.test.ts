import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDb, type Db } from './client.ts';
import { isOutage } from './outage.ts';

/** What a Postgres says to a client that it does not let in: its protocol's ErrorResponse. */
function refusal(sqlState: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0Mnot now\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}

const sayTo = (sqlState: string) => (socket: Socket) => socket.once('data', () => socket.end(refusal(sqlState)));
const cut = (socket: Socket) => socket.once('data', () => socket.destroy());

const ways: [string, (db: Db) => Promise<unknown>][] = [
  ['the pool', (db) => db.pool.query('SELECT 1')],
  ['Prisma', (db) => db.prisma.workspace.findFirst()],
  ['raw Prisma', (db) => db.prisma.$queryRaw`SELECT 1`],
  ['a transaction', (db) => db.transaction((tx) => tx.workspace.findFirst())],
];

describe('isOutage', () => {
  let server: Server | null = null;

  afterEach(() => server?.close());

  async function errorsOf(greet: ((socket: Socket) => unknown) | null): Promise<[string, unknown][]> {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      greet?.(socket);
    });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (greet === null) server.close();
    const db = createDb({ databaseUrl: `postgresql://somebody:secret@127.0.0.1:${port}/nothing` });
    const errors: [string, unknown][] = [];
    for (const [way, ask] of ways)
      errors.push([
        way,
        await ask(db).then(
          () => null,
          (error: unknown) => error,
        ),
      ]);
    await db.close();
    return errors;
  }
  const judged = async (greet: ((socket: Socket) => unknown) | null): Promise<Record<string, boolean>> =>
    Object.fromEntries((await errorsOf(greet)).map(([way, error]) => [way, isOutage(error)]));
  const all = (is: boolean): Record<string, boolean> => Object.fromEntries(ways.map(([way]) => [way, is]));

  it.each([
    ['nobody listens', null],
    ['the server is starting', sayTo('57P03')],
    ['all its connections are taken', sayTo('53300')],
    ['the connection is cut', cut],
  ])('knows that %s, however it was asked', async (_what, greet) => {
    expect(await judged(greet)).toEqual(all(true));
  });

  it('takes a wrong password for a fault, and everything that is no error for nothing', async () => {
    expect(await judged(sayTo('28P01'))).toEqual(all(false));
    expect([new Error('x'), new TypeError('y'), null, 'ECONNREFUSED'].map(isOutage)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
