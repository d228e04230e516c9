// Runs on any Node >= 20, with nothing installed: installs the locked packages when the lock changed, generates the
// database client when its schema changed, and goes on with the pinned Node. Writes nothing outside the checkout
// (npm's own cache apart).
// Usage: node scripts/bootstrap.mjs scripts/up.ts [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = path.join(root, 'node_modules/.bin');
const MINIMUM_FOR_TYPES = 24;

function main() {
  const [script, ...rest] = process.argv.slice(2);
  if (!script) fail('usage: node scripts/bootstrap.mjs SCRIPT [arguments]');
  install();
  const node = pinnedNode();
  generate(node);
  run(node, path.resolve(root, script), rest);
}

function install() {
  const wanted = hash(['package-lock.json']);
  step('install', path.join(root, 'node_modules/.toolwright-installed'), wanted, 'npm packages', () => {
    const options = ['--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
    // What packages bring runs nothing at install, whichever npm this is, but for those that package.json allows.
    const allowed = Object.keys(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).allowScripts);
    const commands = [
      ['install', ...options, '--ignore-scripts'],
      ['rebuild', ...allowed, '--loglevel=error'],
    ];
    return commands.every((words) => spawnSync('npm', words, { cwd: root, stdio: 'inherit' }).status === 0);
  });
}

/** Node 24 comes as an npm package on Linux; elsewhere the machine's own has to be new enough. */
function pinnedNode() {
  const pinned = path.join(bin, 'node');
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= MINIMUM_FOR_TYPES) return process.execPath;
  return fail(
    `This platform (${process.platform}-${process.arch}) has no Node 24 package: install Node >= 24 and try again`,
  );
}

function generate(node) {
  const folder = path.join(root, 'prisma/schema');
  const files = readdirSync(folder)
    .sort()
    .map((name) => `prisma/schema/${name}`);
  const stamp = path.join(root, 'lib/db/generated/.schema-hash');
  step('generate', stamp, hash([...files, 'package-lock.json']), 'database client', () => {
    const cli = path.join(root, 'node_modules/prisma/build/index.js');
    const env = environment({ PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? '/bin/true' });
    const result = spawnSync(node, [cli, 'generate'], { cwd: root, env, encoding: 'utf8' });
    if (result.status !== 0) console.error(result.stdout, result.stderr);
    return result.status === 0;
  });
}

/** Does work once for each state of its sources, one process at a time, and says how long it took. */
function step(lockName, stamp, wanted, name, work) {
  const current = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (current()) return;
  const unlock = lock(lockName);
  try {
    if (current()) return;
    const started = Date.now();
    console.log(`[bootstrap] ${name} ...`);
    if (!work()) fail(`${name} failed`);
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, wanted);
    console.log(`[bootstrap] ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } finally {
    unlock();
  }
}

/** Two commands started at once in one checkout must not both install. A lock whose process is gone is taken over. */
function lock(name) {
  const file = path.join(root, '.cache', `${name}.lock`);
  mkdirSync(path.dirname(file), { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isAlive(readHolder(file))) rmSync(file, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
}

function readHolder(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function run(node, script, rest) {
  const child = spawn(node, [script, ...rest], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: environment({}),
  });
  // A terminal's Ctrl-C reaches the child too; it stops once, however often it is told.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  leaveWithNpm(child);
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)));
}

/**
 * When npm is killed so hard that it can forward nothing, we (or the shell between npm and us) are handed to another
 * parent: then we stop as well.
 */
function leaveWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const shell = isNpm(process.ppid) ? null : process.ppid;
  const parent = process.ppid;
  const npm = shell === null ? parent : parentOf(shell);
  const gone = () => process.ppid !== parent || (shell !== null && parentOf(shell) !== npm);
  const timer = setInterval(() => {
    if (!gone()) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, 500).unref();
}

/** npm calls itself "npm start" in the list of processes. */
function isNpm(pid) {
  return readProc(pid, 'cmdline').startsWith('npm');
}

/** From field 4 of /proc/PID/stat; null where there is no such file system. */
function parentOf(pid) {
  const stat = readProc(pid, 'stat');
  return stat === '' ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
}

function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function environment(extra) {
  return {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    ...extra,
  };
}

function hash(files) {
  const digest = createHash('sha256');
  for (const file of files) digest.update(file).update(readFileSync(path.join(root, file)));
  return digest.digest('hex');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

main();
