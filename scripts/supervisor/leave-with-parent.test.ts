import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const preload = pathToFileURL(path.join(import.meta.dirname, 'leave-with-parent.ts')).href;

/** A child as the supervisor starts it. */
function startChild(program: string) {
  return spawn(process.execPath, ['--import', preload, '--input-type=commonjs', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, SUPERVISOR_PID: String(process.pid) },
  });
}

it('ends a child whose supervisor closed the channel', async () => {
  const child = startChild(`setInterval(() => {}, 1000); process.stdout.write('up')`);
  await once(child.stdout!, 'data');
  child.disconnect();
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGTERM');
});

it('lets a child end that has nothing left to do', async () => {
  const [code] = await once(startChild('void 0'), 'exit');
  expect(code).toBe(0);
});

it("leaves a child's own children to the child: they work until their message is delivered", async () => {
  const program = `
    const { spawn } = require('node:child_process');
    const worker = spawn(process.execPath, [...process.execArgv.slice(0, 2), '--input-type=commonjs', '-e',
      "process.on('message', (text) => { process.send(text + ' done'); process.disconnect(); })"],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    worker.on('message', (text) => process.stdout.write(text));
    setTimeout(() => worker.send('work'), 500);
  `;
  const child = startChild(program);
  const [output] = await once(child.stdout!, 'data');
  expect(String(output)).toBe('work done');
});
