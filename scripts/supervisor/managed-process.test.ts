import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { ManagedProcess } from './managed-process.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a notice of a process is one plain line at the console; other messages are not', async () => {
  const script = path.join(folder, 'noisy.mjs');
  const notice = 'for ada@example.com:\u001b[31m\nhttp://here/#x';
  writeFileSync(
    script,
    `process.send({ other: 'x' }); process.send({ notice: 7 }); process.send({ notice: ${JSON.stringify(notice)} });
     setInterval(() => {}, 1000);`,
  );
  const lines: string[] = [];
  const child = new ManagedProcess({
    name: 'web',
    command: [script],
    cwd: folder,
    environment: { NODE_ENV: 'test' },
    logFile: path.join(folder, 'web.log'),
    probe: () => Promise.resolve(),
    notify: (text) => lines.push(text),
  });
  child.start();
  await vi.waitFor(() => expect(lines).not.toEqual([]), { timeout: 5_000 });
  await child.stop();
  expect(lines).toEqual(['web: for ada@example.com: [31m http://here/#x']);
});
