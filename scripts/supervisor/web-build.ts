import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { openLog, readLogTail } from './child-log.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';
import { hashSources } from './source-hash.ts';

const BUILD_WAIT_MS = 300_000;
/** Beside `.next` and not below it: the build holds relative links to `node_modules`. */
const PREFIX = '.next-';
/** Of `.next`: what `next start` never reads. */
const NOT_SERVED = ['cache', 'dev', 'diagnostics', 'trace', 'trace-build', 'types'];

/** The build that a copy serves. It stays on disk while the copy runs. */
export interface WebBuild {
  /** Whether it was built now. */
  built: boolean;
  /** Name of its folder in the checkout, for Next's `distDir`. */
  folder: string;
  release(): void;
}

/**
 * The web app built from exactly the sources that are there now. Each state of the sources has a folder of its own, so that
 * several copies of one checkout can serve different ones; folders that nobody serves any more are removed.
 *
 * @throws with the end of the build's log.
 */
export async function ensureWebBuild(root: string, environment: NodeJS.ProcessEnv, logFile: string): Promise<WebBuild> {
  const holders = path.join(root, '.cache/web-build');
  mkdirSync(holders, { recursive: true });
  const lock = await waitForLock(holders);
  try {
    const folder = PREFIX + hashSources(root).slice(0, 16);
    const built = !existsSync(path.join(root, folder));
    if (built) {
      await runBuild(root, environment, logFile);
      publish(root, folder);
    }
    const release = hold(holders, folder);
    removeUnserved(root, holders);
    return { built, folder, release };
  } finally {
    lock.release();
  }
}

/** Another copy of this checkout may be building: wait for it, and find its build. */
async function waitForLock(folder: string): Promise<FolderLock> {
  const end = Date.now() + BUILD_WAIT_MS;
  for (;;) {
    try {
      return lockFolder(folder, 'build.lock');
    } catch (error) {
      if (Date.now() > end) throw error;
      await delay(250);
    }
  }
}

/** Copied beside and renamed: a folder with the final name is always whole. */
function publish(root: string, folder: string): void {
  const unfinished = path.join(root, `${PREFIX}unfinished`);
  rmSync(unfinished, { recursive: true, force: true });
  const next = path.join(root, '.next');
  const served = (source: string) => !NOT_SERVED.includes(path.relative(next, source));
  cpSync(next, unfinished, { recursive: true, verbatimSymlinks: true, filter: served });
  renameSync(unfinished, path.join(root, folder));
}

function hold(holders: string, folder: string): () => void {
  const file = path.join(holders, `${process.pid}.json`);
  writeFileSync(file, JSON.stringify({ folder, holder: identityOf(process.pid) }));
  return () => rmSync(file, { force: true });
}

function removeUnserved(root: string, holders: string): void {
  const served = new Set<string>();
  for (const name of readdirSync(holders).filter((each) => each.endsWith('.json'))) {
    const file = path.join(holders, name);
    const { folder, holder } = JSON.parse(readFileSync(file, 'utf8')) as { folder: string; holder: ProcessIdentity };
    if (isRunning(holder)) served.add(folder);
    else rmSync(file);
  }
  for (const name of readdirSync(root)) {
    if (name.startsWith(PREFIX) && !served.has(name)) rmSync(path.join(root, name), { recursive: true, force: true });
  }
}

async function runBuild(root: string, environment: NodeJS.ProcessEnv, logFile: string): Promise<void> {
  const buildId = path.join(root, '.next/BUILD_ID');
  rmSync(buildId, { force: true });
  const preload = pathToFileURL(path.join(import.meta.dirname, 'leave-with-parent.ts')).href;
  const next = path.join(root, 'node_modules/next/dist/bin/next');
  const log = openLog(logFile);
  const child = spawn(process.execPath, ['--import', preload, next, 'build'], {
    cwd: root,
    env: { ...environment, SUPERVISOR_PID: String(process.pid) },
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  log.close();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  // Next writes the build's id last.
  const whole = code === 0 && existsSync(buildId);
  if (!whole) throw new Error(`The web app does not build; the end of ${logFile}:\n${readLogTail(logFile)}`);
}
