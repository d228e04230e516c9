import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sandboxLimits } from './protocol.ts';

const run = promisify(execFile);
const folder = realpathSync(dirname(fileURLToPath(import.meta.url)));

/** What the operating system was found to offer. */
export interface Containment {
  /** Commands before `node`, each replacing itself by the next. */
  prefix: string[];
  /** No network of its own kind to reach: not even the loopback interface is up. */
  network: boolean;
  /** Neither set-user-id programs nor capabilities can give rights back. */
  noNewPrivileges: boolean;
  /** The system refuses memory above the hard limit. */
  memory: boolean;
}

let found: Promise<Containment> | undefined;

/** Finds out once, by trying, what contains the child on this machine. */
export function findContainment(): Promise<Containment> {
  return (found ??= probe());
}

async function probe(): Promise<Containment> {
  const root = process.getuid?.() === 0;
  const network = await firstThatWorks([
    ...(root ? [['unshare', '--net', '--ipc', '--']] : []),
    ['unshare', '--user', '--map-current-user', '--net', '--ipc', '--'],
  ]);
  const privileges = await firstThatWorks([['setpriv', '--no-new-privs', '--']]);
  const memory = await firstThatWorks([
    ['prlimit', `--data=${sandboxLimits.childReservedBytes}`, '--core=0', '--nofile=256', '--'],
  ]);
  const prefix = [...(network ?? []), ...(privileges ?? []), ...(memory ?? [])];
  return { prefix, network: network !== null, noNewPrivileges: privileges !== null, memory: memory !== null };
}

/** All that the child and its wrappers see of the environment. */
export const childEnvironment = { TZ: 'UTC', NODE_ENV: 'production' } as const;

async function firstThatWorks(commands: readonly string[][]): Promise<string[] | null> {
  for (const [tool, ...options] of commands) {
    const path = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']
      .map((place) => join(place, tool!))
      .find((file) => existsSync(file));
    const nothing = ['/usr/bin/true', '/bin/true'].find((file) => existsSync(file));
    if (path === undefined || nothing === undefined) continue;
    try {
      await run(path, [...options, nothing], { env: childEnvironment, timeout: 2_000 });
      return [path, ...options];
    } catch {
      // Not allowed here (a container, an old kernel): the next, weaker one.
    }
  }
  return null;
}

/** `node` and its flags: no file to write, none to read but our own, no processes, no threads of JavaScript. */
export function nodeCommand(): string[] {
  const require = createRequire(import.meta.url);
  const isolatedVm = dirname(realpathSync(require.resolve('isolated-vm')));
  const loader = dirname(realpathSync(createRequire(join(isolatedVm, 'package.json')).resolve('node-gyp-build')));
  const root = dirname(dirname(dirname(folder)));
  const readable = [dirname(folder), isolatedVm, loader, join(root, 'package.json'), '/etc/alpine-release'];
  return [
    process.execPath,
    '--permission',
    '--allow-addons',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--no-node-snapshot',
    '--no-warnings',
    '--max-old-space-size=256',
    join(folder, 'child.ts'),
  ];
}
