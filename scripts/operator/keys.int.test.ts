import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMasterKey } from '../../lib/secrets/master-keys.ts';
import { openVault } from '../../lib/server/vault.ts';
import { systemClock } from '../../lib/shared/clock.ts';
import { newId } from '../../lib/shared/ids.ts';
import { makeDataDir, removeDataDir, startCopy, type StartedCopy } from '../supervisor/testing/started-copy.ts';
import { keys } from './keys.ts';
import { openInstallation } from './installation.ts';

const READY = /^ready {2}web/m;
const place = { table: 'variable', row: 'r', field: 'value' };

describe('the master key of an installation', () => {
  let dataDir: string;
  let file: string;
  let copy: StartedCopy | null = null;
  let workspaceId: string;
  let sealed: Uint8Array;

  const start = async (environment: Record<string, string> = {}): Promise<StartedCopy> =>
    (copy = await startCopy(dataDir, environment));
  const stop = async (): Promise<void> => {
    copy?.child.kill('SIGTERM');
    await copy?.exited();
    copy = null;
  };
  /** The vault's view of the installation, as a process of ours has it. */
  async function withVault<T>(work: (vault: ReturnType<typeof openVault>, pool: pg.Pool) => Promise<T>): Promise<T> {
    const installation = await openInstallation({ DATA_DIR: dataDir });
    try {
      return await work(openVault(installation.db, installation.config, systemClock), installation.db.pool);
    } finally {
      await installation.close();
    }
  }
  const rotate = async (which: string): Promise<string> => {
    const lines: string[] = [];
    await keys.run({ words: ['rotate', which], given: { DATA_DIR: dataDir }, print: (line) => lines.push(line) });
    return lines.join('\n');
  };
  const lines = (): string[] => readFileSync(file, 'utf8').trim().split('\n');

  beforeAll(async () => {
    dataDir = await makeDataDir();
    file = path.join(dataDir, 'master.key');
    const text = await (await start()).printed(READY);
    expect(text).toContain(`vault: new master key in ${file}`);
    [workspaceId, sealed] = await withVault(async (vault, pool) => {
      const id = newId();
      await pool.query(`INSERT INTO workspace (id, slug, name) VALUES ($1, 'keys', 'Keys')`, [id]);
      return [id, await vault.seal(id, place, 'secret')];
    });
  });
  afterAll(async () => {
    await stop();
    removeDataDir(dataDir);
  });

  it('is made once, for its owner alone', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = lines();
    expect(before).toHaveLength(1);
    await stop();
    expect(await (await start()).printed(READY)).toContain('vault: master key fits');
    expect(lines()).toEqual(before);
  });

  it('rotates while the product runs; old and new key are both accepted, and a stop in between is made good', async () => {
    const [old] = lines();
    expect(await rotate('--master')).toMatch(
      /^master key \w+ now wraps all data keys; 1 were wrapped again\nolder keys/,
    );
    expect(lines()).toEqual([expect.not.stringContaining(old!), old]);
    expect(await withVault((vault) => vault.open(workspaceId, place, sealed))).toBe('secret');
    // As if the command had ended right after it wrote the file.
    writeFileSync(file, `${makeMasterKey()}\n${readFileSync(file, 'utf8')}`);
    expect(await rotate('--master')).toContain('; 1 were wrapped again');
    expect(lines()).toHaveLength(3);
    writeFileSync(file, `${lines()[0]}\n`);
    expect(await withVault((vault) => vault.open(workspaceId, place, sealed))).toBe('secret');
  });

  it('stays while data keys rotate by command, also when the product is stopped', async () => {
    await stop();
    expect(await rotate('--data')).toBe('new data keys for 1 workspaces and 0 people; 0 secrets sealed again');
    expect(await withVault((vault) => vault.open(workspaceId, place, sealed))).toBe('secret');
  });

  it.each(['--both', ''])('refuses "keys rotate %s"', async (which) => {
    await expect(rotate(which)).rejects.toThrow(/usage/i);
  });

  it('stops the start in one line when it is missing, and is never made anew', async () => {
    await stop();
    const aside = `${file}.aside`;
    renameSync(file, aside);
    expect(await (await start()).exited()).toBe(1);
    expect(copy!.output()).toMatch(/^Setting MASTER_KEY_FILE: .* is gone, but the database holds secrets that only/m);
    expect(existsSync(file)).toBe(false);
    renameSync(aside, file);
  });

  it.each<[string, (right: string) => Record<string, string> | string, RegExp]>([
    ['another key', () => makeMasterKey(), /^Setting MASTER_KEY_FILE: does not fit: Master key \w+ is not among/m],
    [
      'another key of the same id',
      (right) => `${right.split(':')[0]}:${makeMasterKey().split(':')[1]}`,
      /^Setting MASTER_KEY_FILE: does not fit: Master key \w+ is not the one that wrapped/m,
    ],
    ['no key', () => 'nonsense', /^Setting MASTER_KEY_FILE: holds a line that is no key/m],
    [
      'another key in the environment',
      () => ({ MASTER_KEY: makeMasterKey() }),
      /^Setting MASTER_KEY: does not fit: Master key \w+ is not among/m,
    ],
    [
      'a file that is not there',
      () => ({ MASTER_KEY_FILE: '/nowhere/master.key' }),
      /^Setting MASTER_KEY_FILE: names \/nowhere\/master.key, which does not exist/m,
    ],
  ])('stops the start in one line when it is %s', async (_what, wrong, message) => {
    const right = readFileSync(file, 'utf8');
    const given = wrong(right);
    if (typeof given === 'string') writeFileSync(file, `${given}\n`);
    try {
      expect(await (await start(typeof given === 'string' ? {} : given)).exited()).toBe(1);
      expect(copy!.output()).toMatch(message);
      expect(copy!.output()).not.toContain(right.split(':')[1]!.trim());
    } finally {
      writeFileSync(file, right);
    }
  });

  it('opens everything again once it is back', async () => {
    expect(await (await start()).printed(READY)).toContain('vault: master key fits');
    expect(await withVault((vault) => vault.open(workspaceId, place, sealed))).toBe('secret');
  });
});
