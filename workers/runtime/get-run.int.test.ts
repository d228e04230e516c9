import { beforeAll, describe, expect, it, vi } from 'vitest';
import { modernClient } from './testing/modern-call.ts';
import { clients } from './testing/sdk-clients.ts';
import { useTaskServer } from './testing/task-server.ts';

const tasks = useTaskServer();

describe('a client without tasks, where the server offers get_run', () => {
  const plain = (name: string, given: object = {}, progressToken?: string) =>
    tasks.client.ask(
      'tools/call',
      { name, arguments: given },
      { capabilities: {}, ...(progressToken !== undefined && { progressToken }) },
    );
  const idIn = ({ result }: Awaited<ReturnType<typeof plain>>): string =>
    String((result!['_meta'] as Record<string, unknown>)['toolwright/executionId']);
  const textOf = ({ result }: Awaited<ReturnType<typeof plain>>): string =>
    (result!['content'] as { text: string }[])[0]!.text;

  beforeAll(async () => {
    await tasks.setServer({ id: tasks.server.workflowId, settings: { getRunTool: true } });
    await vi.waitFor(
      async () => {
        const { result } = await tasks.client.ask('tools/list', {});
        expect((result!['tools'] as { name: string }[]).at(-1)?.name).toBe('get_run');
      },
      { timeout: 20_000, interval: 50 },
    );
  });

  it('is told the run past the limit, and asks for its result', async () => {
    const handle = await plain('held', { gate: 'past' });
    const runId = idIn(handle);
    expect(textOf(handle)).toBe(
      `This run is not finished. It goes on by itself; its id is ${runId}. Call the tool "get_run" with {"runId": "${runId}"} to learn what became of it.`,
    );
    expect(textOf(await plain('get_run', { runId }))).toContain('not finished');
    tasks.outside.release('/past');
    await vi.waitFor(
      async () =>
        expect((await plain('get_run', { runId })).result).toMatchObject({ structuredContent: { slow: true } }),
      { timeout: 20_000, interval: 100 },
    );
  });

  it.each(clients)('is %s, which gets an answer before it gives up', async (_name, connect) => {
    const impatient = { timeout: 20_000 };
    const gate = crypto.randomUUID();
    const asking = await connect(tasks.server.url, tasks.harness.key);
    const handle = await asking.call('held', { gate }, impatient);
    expect(handle.content[0]!.text).toContain('This run is not finished');
    const runId = String(handle._meta?.['toolwright/executionId']);
    tasks.outside.release(`/${gate}`);
    await vi.waitFor(
      async () =>
        expect((await asking.call('get_run', { runId }, impatient)).structuredContent).toEqual({ slow: true }),
      { timeout: 20_000, interval: 100 },
    );
    await asking.close();
  });

  it('is told it while the run waits for a person, too', async () => {
    const handle = await plain('parked');
    expect(textOf(handle)).toMatch(/it waits for a moment \(parked0, .*Call the tool "get_run"/);
    expect(textOf(await plain('get_run', { runId: idIn(handle) }))).toContain('it waits for a moment');
  });

  it('is held while it sees progress', async () => {
    expect((await plain('slow', {}, 'token')).result).toMatchObject({ structuredContent: { slow: true } });
  });

  it('learns nothing of runs of others, of other servers, and of what was never told', async () => {
    const told = await plain('held', { gate: 'told' });
    const quick = idIn(await plain('quick'));
    const { url: elsewhere } = await tasks.another('No such run');
    const foreign = await modernClient(elsewhere, tasks.harness.key, {}).ask('tools/call', {
      name: 'get_run',
      arguments: { runId: idIn(told) },
    });
    expect(foreign.error).toMatchObject({ code: -32602 });
    for (const runId of [quick, crypto.randomUUID(), 'nonsense', '']) {
      const answer = await plain('get_run', { runId });
      expect(answer.result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('no run') }] });
    }
    expect((await plain('get_run')).result).toMatchObject({ isError: true });
  });
});
