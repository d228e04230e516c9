import { afterAll, expect, it } from 'vitest';
import { codeParameters, wrapCode } from '../parse/check-code.ts';
import { SandboxScheduler } from './scheduler.ts';

const scheduler = new SandboxScheduler({ processes: 2, runsPerProcess: 2, cores: 2 });
afterAll(() => scheduler.close());

const parameters = codeParameters.slice(0, 4);
const request = (workspaceId: string, code: string, timeoutMs: number) => ({
  workspaceId,
  code: `$start${wrapCode(code, parameters)}`,
  parameters,
  scope: '{}',
  now: 0,
  seed: 'seed',
  timeoutMs,
});

it('a workspace whose code burns leaves a core to the others, and waits for itself', { timeout: 60_000 }, async () => {
  const order: string[] = [];
  const run = (workspaceId: string, code: string, timeoutMs: number, name: string): Promise<void> =>
    scheduler.run(request(workspaceId, code, timeoutMs), new AbortController().signal).then(({ type }) => {
      order.push(`${name} ${type}`);
    });
  await run('quiet', 'return 1', 20_000, 'warm');
  await Promise.all([
    run('busy', 'for (;;);', 4_000, 'burns'),
    run('busy', 'return 1', 20_000, 'waits'),
    run('quiet', 'return 1', 20_000, 'quick'),
  ]);
  expect(order).toEqual(['warm done', 'quick done', 'burns failed', 'waits done']);
});
