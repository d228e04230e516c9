/**
 * The child process: runs tenants' code in isolates. Started by `sandbox-process.ts` with an empty environment; reads
 * and writes lines of text on its standard streams. It imports nothing of the server.
 */
import { writeSync } from 'node:fs';
import { runInIsolate, type RunHandle } from './run-in-isolate.ts';
import { IsolatePool } from './isolate-pool.ts';
import {
  lineReader,
  lineWriter,
  sandboxLimits,
  type FromChild,
  type RunMessage,
  type SandboxFailure,
  type ToChild,
} from './protocol.ts';

const nobody = 65_534;
const pool = new IsolatePool();
const active = new Map<number, RunHandle>();
const send = lineWriter<FromChild>((text) => process.stdout.write(text));

/** Everything is loaded: from here on nothing needs root's rights, and nothing can take them back. */
function dropPrivileges(): void {
  if (process.getuid?.() !== 0) return;
  process.setgroups?.([]);
  process.setgid?.(nobody);
  process.setuid?.(nobody);
}

/** Ends the process: an isolate can no longer be stopped by other means. */
function fatal(id: number | null, code: SandboxFailure): never {
  writeSync(1, `${JSON.stringify({ type: 'fatal', id, code } satisfies FromChild)}\n`);
  process.kill(process.pid, 'SIGKILL');
  process.exit(70);
}

async function run(message: RunMessage): Promise<void> {
  const handle: RunHandle = { canceled: false, isolate: null };
  active.set(message.id, handle);
  const stuck = setTimeout(() => fatal(message.id, 'timeout'), message.timeoutMs + sandboxLimits.stopGraceMs);
  try {
    send(await runInIsolate(pool, message, handle));
  } finally {
    clearTimeout(stuck);
    clearTimeout(handle.stopping);
    active.delete(message.id);
  }
}

function cancel(id: number): void {
  const handle = active.get(id);
  if (!handle) return;
  handle.canceled = true;
  handle.stopping = setTimeout(() => fatal(id, 'canceled'), sandboxLimits.stopGraceMs);
  if (handle.isolate && !handle.isolate.isDisposed) handle.isolate.dispose();
}

/** An isolate may outgrow its limit and not stop (seen with lists of filled lists), so the whole process is watched. */
function watchMemory(): void {
  if (active.size === 0 || process.memoryUsage.rss() < sandboxLimits.childBytes) return;
  const overLimit = [...active].filter(([, handle]) => handle.isolate?.isDisposed && !handle.canceled);
  const known = overLimit.length === 1 ? overLimit[0] : active.size === 1 ? [...active][0] : undefined;
  fatal(known?.[0] ?? null, 'limit_exceeded');
}

function receive(line: string): void {
  const message = JSON.parse(line) as ToChild;
  if (message.type === 'cancel') cancel(message.id);
  else void run(message);
}

for (const name of Object.keys(process.env)) if (name !== 'TZ') delete process.env[name];
dropPrivileges();
process.stdin.setEncoding('utf8');
process.stdin.on(
  'data',
  lineReader(receive, () => process.exit(71)),
);
process.stdin.on('end', () => process.exit(0));
setInterval(watchMemory, 20);
send({ type: 'ready' });
