import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { isAlive, makeDataDir, removeDataDir, startCopy, waitFor, type StartedCopy } from './testing/started-copy.ts';

const READY = /^ready {2}web http:\/\/127\.0\.0\.1:\d+ {2}mcp http:\/\/127\.0\.0\.1:\d+$/m;

const children: [string, RegExp][] = [
  ['web', /fake-process\.ts \d+$/],
  ['runtime-1', /INTERNAL_PORT$/],
  ['worker', /WORKER_PORT$/],
];

describe('the supervisor', () => {
  let dataDir: string;
  let copies: StartedCopy[];

  beforeEach(async () => {
    dataDir = await makeDataDir();
    copies = [];
  });

  afterEach(async () => {
    for (const copy of copies) {
      copy.child.kill('SIGTERM');
      await copy.exited();
    }
    removeDataDir(dataDir);
  });

  async function start(environment = {}, folder = dataDir, port?: number): Promise<StartedCopy> {
    const copy = await startCopy(folder, environment, port);
    copies.push(copy);
    return copy;
  }

  it('starts everything, says what it does with times, and stops it all without a trace', async () => {
    const copy = await start();
    const text = await copy.printed(READY);
    for (const step of ['database: Postgres 18, new', 'migrations: up to date', 'web, runtime and worker']) {
      expect(text).toMatch(new RegExp(`^\\[ *\\d+\\.\\d s\\] ${step}.* \\(\\d+\\.\\d s\\)$`, 'm'));
    }
    const pids = copy.processes().map(([pid]) => pid);
    expect(pids.length).toBeGreaterThanOrEqual(5);
    copy.child.kill('SIGTERM');
    expect(await copy.exited()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('makes secrets once, for its owner alone, and finds its data again', async () => {
    const first = await start();
    await first.printed(READY);
    const file = path.join(dataDir, 'secrets.json');
    const secrets = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    first.child.kill('SIGTERM');
    await first.exited();
    const second = await start();
    expect(await second.printed(READY)).toContain('existing data');
    expect(readFileSync(file, 'utf8')).toBe(secrets);
  });

  it('leaves no orphan after kill -9, and the next start on the same folder works', async () => {
    const first = await start();
    await first.printed(READY);
    const pids = first.processes().map(([pid]) => pid);
    first.child.kill('SIGKILL');
    await waitFor(
      () => (pids.some(isAlive) ? null : true),
      () => `all of ${pids.join(', ')} gone`,
    );
    const second = await start();
    expect(await second.printed(READY)).toContain('existing data');
  });

  it('starts at once after kill -9, while the old Postgres may still be stopping', async () => {
    const first = await start();
    await first.printed(READY);
    first.child.kill('SIGKILL');
    await first.exited();
    const second = await start();
    await second.printed(READY);
  });

  it('starts web, runtime and worker again when they are killed', async () => {
    const copy = await start();
    await copy.printed(READY);
    for (const [name, commandLine] of children) {
      const find = () => copy.processes().find(([, command]) => commandLine.test(command))?.[0] ?? null;
      const killed = find()!;
      process.kill(killed, 'SIGKILL');
      await copy.printed(new RegExp(`${name} ended \\(SIGKILL\\); starting it again in 250 ms`));
      const next = await waitFor(
        () => (find() === killed ? null : find()),
        () => `${name} is started again`,
      );
      expect(isAlive(next)).toBe(true);
    }
  });

  it('starts Postgres again, on the same address, when it is killed', async () => {
    const copy = await start();
    await copy.printed(READY);
    const postmaster = () => copy.processes().find(([, command]) => /bin\/postgres -D/.test(command))?.[0] ?? null;
    const killed = postmaster()!;
    process.kill(killed, 'SIGKILL');
    await copy.printed(/database ended; starting it again/);
    const next = await waitFor(
      () => (postmaster() === killed ? null : postmaster()),
      () => 'a new postmaster',
    );
    expect(isAlive(next)).toBe(true);
  });

  it('runs two copies side by side, and refuses a second one on the same data folder', async () => {
    const otherDir = await makeDataDir();
    try {
      const [one, two] = [await start(), await start({}, otherDir)];
      await Promise.all([one.printed(READY), two.printed(READY)]);
      const intruder = await start();
      expect(await intruder.exited()).toBe(1);
      expect(intruder.output()).toContain(`is already in use by process ${one.child.pid}`);
      two.child.kill('SIGTERM');
      await two.exited();
    } finally {
      removeDataDir(otherDir);
    }
  });

  it('takes over a lock whose process is gone', async () => {
    writeFileSync(path.join(dataDir, 'supervisor.lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
    const copy = await start();
    await copy.printed(READY);
  });

  it('names a wrong setting in one line and leaves nothing behind', async () => {
    const copy = await start({ SIGNUP: 'perhaps' });
    expect(await copy.exited()).toBe(1);
    expect(copy.output()).toBe('Setting SIGNUP: must be open or closed\n');
  });

  it('refuses a port that somebody else answers on', async () => {
    const owner = createServer().listen(0, '127.0.0.1');
    await once(owner, 'listening');
    const { port } = owner.address() as AddressInfo;
    const copy = await start({}, dataDir, port);
    expect(await copy.exited()).toBe(1);
    expect(copy.output()).toBe(`Setting PORT: port ${port} on 127.0.0.1 is already in use\n`);
    owner.close();
  });

  it('uses a Postgres of the person when DATABASE_URL names one', async () => {
    const admin = new pg.Client({ connectionString: inject('databaseAdminUrl') });
    await admin.connect();
    await admin.query('CREATE DATABASE plain_profile OWNER toolwright');
    const url = new URL(inject('databaseTemplateUrl'));
    url.pathname = '/plain_profile';
    const copy = await start({ DATABASE_URL: url.href });
    const text = await copy.printed(READY);
    expect(text).toContain(`database: DATABASE_URL at ${url.host}`);
    expect(copy.processes().some(([, command]) => command.includes('postgres'))).toBe(false);
    copy.child.kill('SIGTERM');
    await copy.exited();
    await admin.query('DROP DATABASE plain_profile WITH (FORCE)');
    await admin.end();
  });
});
