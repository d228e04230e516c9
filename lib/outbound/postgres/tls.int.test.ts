import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { createOutboundHttp } from '../outbound-http.ts';
import { createDatabases } from './databases.ts';
import type { PostgresFields } from './guarded-client.ts';

/** A real Postgres behind a front that takes TLS alone, with a certificate that nobody vouches for. */
describe('databases over TLS', () => {
  const database = useDatabase();
  const guard = createOutboundHttp({ outboundAllow: ['127.0.0.0/8', 'localhost'] });
  let fields: PostgresFields;
  const databases = createDatabases({ guard, fieldsOf: () => Promise.resolve(fields) });
  const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-tls-'));
  const served = { encrypted: 0, cancels: 0 };
  let front: Server;
  beforeAll(async () => {
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name)) as [string, string];
    const options = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    execFileSync('openssl', ['req', '-x509', ...options, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const url = new URL(database.url);
    front = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write('S');
        const secure = new TLSSocket(socket, { isServer: true, key: readFileSync(key), cert: readFileSync(cert) });
        const behind = connect(Number(url.port || 5432), url.hostname);
        secure.once('data', (first) => {
          if (first.length === 16 && first.readInt32BE(4) === 80_877_102) served.cancels += 1;
          else served.encrypted += 1;
          behind.write(first);
          secure.pipe(behind).pipe(secure);
        });
        for (const each of [secure, behind]) each.on('error', () => socket.destroy());
      });
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    fields = {
      host: '127.0.0.1',
      port: (front.address() as AddressInfo).port,
      database: url.pathname.slice(1),
      user: url.username,
      password: decodeURIComponent(url.password),
      tls: 'encrypt',
    };
  });
  afterAll(async () => {
    await databases.close();
    await guard.close();
    front.close();
    rmSync(folder, { recursive: true });
  });
  const ask = (sql: string, signal = new AbortController().signal) =>
    databases.query({
      workspaceId: 'one',
      actorId: null,
      connectionId: 'one',
      statement: { sql, params: [], readOnly: true, rowLimit: 10 },
      timeoutMs: 60_000,
      signal,
    });

  it('encrypts; and refuses a certificate that nobody vouches for, if it is to be checked', async () => {
    expect(await ask('SELECT 1 AS n')).toMatchObject({ rows: [{ n: 1 }] });
    expect(served.encrypted).toBe(1);
    for (const host of ['127.0.0.1', 'localhost']) {
      fields = { ...fields, tls: 'verify', host };
      await expect(ask('SELECT 1')).rejects.toMatchObject({
        code: 'outbound_failed',
        message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
      });
    }
    expect(served.encrypted).toBe(1);
    fields = { ...fields, tls: 'encrypt', host: '127.0.0.1' };
  });
  it('asks the server to stop over TLS too', async () => {
    const controller = new AbortController();
    const sleeping = ask('SELECT pg_sleep(60)', controller.signal);
    const left = async (): Promise<number> => {
      const active = `SELECT FROM pg_stat_activity WHERE query = $1 AND state = 'active' AND datname = current_database()`;
      return (await database.pool.query(active, ['SELECT pg_sleep(60)'])).rowCount ?? 0;
    };
    await expect.poll(left).toBe(1);
    controller.abort();
    await expect(sleeping).rejects.toMatchObject({ code: 'canceled', mayHaveHappened: false });
    await expect.poll(left, { timeout: 5_000, interval: 20 }).toBe(0);
    expect(served.cancels).toBeGreaterThan(0);
  });
});
