import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLog, readLogTail } from './child-log.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';
import { hashSources } from './source-hash.ts';

const BUILD_WAIT_MS = 300_000;

/** The hold of a running copy on the build that it serves. */
export interface BuildHold {
  /** Whether it was built now. */
  built: boolean;
  release(): void;
}

/**
 * Builds the web app into `.next` unless the build there was made from the very same sources, and holds it: while a copy
 * serves a build, another copy of the same checkout with changed sources does not replace it under its feet.
 *
 * @throws with the end of the build's log, or naming the process that serves the older build.
 */
export async function ensureWebBuild(
  root: string,
  environment: NodeJS.ProcessEnv,
  logFile: string,
): Promise<BuildHold> {
  const folder = path.join(root, '.cache/web-build');
  mkdirSync(path.join(folder, 'holders'), { recursive: true });
  const lock = await waitForLock(folder);
  try {
    const hash = hashSources(root);
    const stamp = path.join(root, '.next/toolwright-sources');
    const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
    if (!current) {
      refuseWhileServed(folder);
      rmSync(stamp, { force: true });
      await runBuild(root, environment, logFile);
      writeFileSync(stamp, hash);
    }
    return { built: !current, release: hold(folder) };
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

function hold(folder: string): () => void {
  const file = path.join(folder, 'holders', String(process.pid));
  writeFileSync(file, JSON.stringify(identityOf(process.pid)));
  return () => rmSync(file, { force: true });
}

function refuseWhileServed(folder: string): void {
  const holders = path.join(folder, 'holders');
  for (const name of readdirSync(holders)) {
    const file = path.join(holders, name);
    const holder = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
    if (isRunning(holder)) {
      throw new Error(
        `The sources changed since the build that process ${holder.pid} serves from this checkout; ` +
          'stop that copy first, or start from another checkout',
      );
    }
    rmSync(file);
  }
}

async function runBuild(root: string, environment: NodeJS.ProcessEnv, logFile: string): Promise<void> {
  const preload = pathToFileURL(path.join(import.meta.dirname, 'leave-with-parent.ts')).href;
  rmSync(path.join(root, '.next/BUILD_ID'), { force: true });
  const log = openLog(logFile);
  const next = path.join(root, 'node_modules/next/dist/bin/next');
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
  const whole = code === 0 && existsSync(path.join(root, '.next/BUILD_ID'));
  if (!whole) throw new Error(`The web app does not build; the end of ${logFile}:\n${readLogTail(logFile)}`);
}
