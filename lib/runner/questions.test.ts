import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import { executeRun } from './execute.ts';
import { heldUnlessAsked, isAskedOf, notLongerThan, type ParkedRun, type WaitAnswer } from './parking.ts';
import type { RunEnd, RunEvent } from './ports.ts';
import type { RunRequest } from './run-request.ts';
import { answer as httpAnswer, started } from './testing/http-answers.ts';
import { MemoryParking } from './testing/memory-parking.ts';
import { memoryPorts, type MemoryPorts } from './testing/memory-ports.ts';
import { aHeader, compiled } from './testing/run-workflow.ts';

const client: CallingClient = { answers: ['elicitation/create', 'sampling/createMessage'], logLevel: 'info' };
type World = MemoryPorts & { parking: MemoryParking };
const world = (): World => ({ ...memoryPorts({ fetch: async () => httpAnswer() }), parking: new MemoryParking() });

function call(ports: World, definition: WorkflowDefinition, more: Partial<RunRequest> & { by?: CallingClient } = {}) {
  const { by, ...request } = more;
  const workflow = compiled(definition);
  const header = aHeader(workflow, { mode: 'direct', ...(by && { client: by }) });
  const keepsInMemory = heldUnlessAsked(60_000, by ?? { answers: [], logLevel: null });
  return executeRun(ports, { workflow, header, accepted: false, keepsInMemory, ...request });
}

/** As a worker does. */
function goOn(ports: World, definition: WorkflowDefinition, parked: ParkedRun): Promise<RunEnd | ParkedRun> {
  const { steps, waits, vars, durationUs } = JSON.parse(JSON.stringify(parked)) as ParkedRun;
  const left = { recorded: steps, waits, vars, elapsedMs: durationUs / 1000, answers: ports.parking.answers };
  return call(ports, definition, { by: client, keepsInMemory: notLongerThan(20), ...left });
}

function parkedOf(end: RunEnd | ParkedRun): ParkedRun {
  if (end.status !== 'waiting') throw new Error(`It ended: ${end.status} ${end.error?.message}`);
  return end;
}

const schema = { type: 'object', properties: { city: { type: 'string' } } };
const asking = (config = {}): WorkflowDefinition =>
  started()
    .node('ask', 'human.input', { message: 'Where to?', schema, timeoutMs: 600_000, ...config })
    .node('there', 'data.set', { value: { there: '{{ steps.ask }}' } })
    .node('no', 'data.set', { value: { no: '{{ steps.ask }}' } })
    .edge('start', 'ask')
    .edge('ask', 'there')
    .edge('ask:declined', 'no')
    .build();
const given = (more: object): WaitAnswer =>
  ({ stepId: 'ask', kind: 'input', declined: false, data: null, by: 'lee@example.com', at: 0, ...more }) as WaitAnswer;

describe('human.input', () => {
  it.each([
    [{ data: { city: 'Busan' } }, 'there', { city: 'Busan' }],
    [{ declined: true }, 'no', null],
  ])('%o leaves by its port with {data, by, at, timedOut}', async (said, branch, data) => {
    const ports = world();
    const parked = parkedOf(await call(ports, asking(), { by: client }));
    expect(ports.parking.kept).toMatchObject([{ stepId: 'ask', for: { kind: 'input', message: 'Where to?', schema } }]);
    ports.parking.answer(given(said));
    const output = { data, by: 'lee@example.com', at: '1970-01-01T00:00:00.000Z', timedOut: false };
    expect(await goOn(ports, asking(), parked)).toMatchObject({ status: 'success', output: { [branch]: output } });
  });

  it('is parked at once where its caller can be asked, however short its time is', async () => {
    const short = asking({ timeoutMs: 5_000 });
    expect(parkedOf(await call(world(), short, { by: client })).waits).toHaveLength(1);
    const ports = world();
    const held = call(ports, short, { by: { answers: [], logLevel: null } });
    await expect.poll(() => ports.parking.kept.length).toBe(1);
    ports.parking.answer(given({ data: { city: 'Ulsan' } }));
    expect(await held).toMatchObject({ status: 'success' });
    expect(ports.parking.parked).toEqual([]);
  });

  it.each([
    ['fail', { status: 'error', error: { code: 'input_timeout', nodeId: 'ask' } }],
    ['continue', { status: 'success', output: { there: { data: null, by: null, timedOut: true } } }],
  ])('nobody answers in time, onTimeout %s', async (onTimeout, end) => {
    expect(await call(world(), asking({ timeoutMs: 20, onTimeout }))).toMatchObject(end);
  });
});

describe('client.ask', () => {
  const sampling = (): WorkflowDefinition =>
    started()
      .node('ask', 'client.ask', { ask: 'sample', message: 'Sum up', maxTokens: 5, timeoutMs: 300_000 })
      .chain('start', 'ask')
      .build();

  it('asks the client that called, and outputs what it answers', async () => {
    const ports = world();
    const parked = parkedOf(await call(ports, sampling(), { by: client }));
    expect(parked.waits[0]!.for).toMatchObject({
      kind: 'client',
      method: 'sampling/createMessage',
      params: { messages: [{ role: 'user', content: { type: 'text', text: 'Sum up' } }], maxTokens: 5 },
    });
    const result = { role: 'assistant', content: { type: 'text', text: 'short' }, model: 'm' };
    ports.parking.answer({ stepId: 'ask', kind: 'client', result });
    expect(await goOn(ports, sampling(), parked)).toMatchObject({ status: 'success', output: result });
  });

  it.each([
    ['no client called', undefined, { code: 'no_caller' }],
    [
      'it did not declare the capability',
      { answers: ['roots/list'], logLevel: null } satisfies CallingClient,
      { code: 'missing_client_capability', details: { requiredCapabilities: { sampling: {} } } },
    ],
  ])('is a step error if %s', async (_why, by, error) => {
    expect(await call(world(), sampling(), { ...(by && { by }) })).toMatchObject({ status: 'error', error });
  });

  it('is a step error if the client failed, or was not heard of in time', async () => {
    const ports = world();
    const parked = parkedOf(await call(ports, sampling(), { by: client }));
    ports.parking.answer({
      stepId: 'ask',
      kind: 'client',
      error: { code: 'client_failed', message: 'The user said no' },
    });
    expect(await goOn(ports, sampling(), parked)).toMatchObject({
      error: { code: 'client_failed', message: expect.stringContaining('The user said no') },
    });
    const late = world();
    const definition = started()
      .node('ask', 'client.ask', { ask: 'sample', message: 'Sum up', timeoutMs: 1 })
      .chain('start', 'ask')
      .build();
    const left = parkedOf(await call(late, definition, { by: client }));
    expect(await goOn(late, definition, left)).toMatchObject({ status: 'error', error: { code: 'client_gone' } });
  });
});

describe('client.log', () => {
  const logging = (level: string): WorkflowDefinition =>
    started().node('say', 'client.log', { message: 'Working', level, logger: 'flow' }).chain('start', 'say').build();
  const heard = async (level: string, by?: CallingClient) => {
    const events: RunEvent[] = [];
    const end = (await call(world(), logging(level), {
      ...(by && { by }),
      onEvent: (event) => events.push(event),
    })) as RunEnd;
    const logs = events.flatMap((event) => (event.type === 'step.log' ? [event.client ?? null] : []));
    return { logs, lines: end.steps.at(-1)?.logs };
  };

  it('reaches the client from the level on that it asked for, and the log of the step always', async () => {
    expect(await heard('warning', client)).toMatchObject({
      logs: [{ level: 'warning', data: 'Working', logger: 'flow' }],
      lines: [{ level: 'warn', message: 'Working' }],
    });
    expect(await heard('debug', client)).toMatchObject({ logs: [null], lines: [{ level: 'debug' }] });
    expect(await heard('emergency')).toMatchObject({ logs: [null], lines: [{ level: 'error' }] });
  });
});

describe('an approval', () => {
  const approving = (next: [type: string, config: object], config = {}): WorkflowDefinition =>
    started()
      .node('ok', 'human.approval', { message: 'Really?', ...config })
      .node('next', ...(next as [string, Record<string, unknown>]))
      .edge('start', 'ok')
      .edge('ok:approved', 'next')
      .build();
  const mayAsk = async (definition: WorkflowDefinition): Promise<boolean> => {
    const { waits } = parkedOf(await call(world(), definition, { by: client }));
    return isAskedOf(client, waits[0]!.for);
  };
  const write: [string, object] = ['http.request', { method: 'POST', url: 'https://api.example.com/refunds' }];
  const read: [string, object] = ['http.request', { method: 'GET', url: 'https://api.example.com/refunds' }];

  it('is asked of whoever called, unless it leads to a change', async () => {
    expect(await mayAsk(approving(read))).toBe(true);
    expect(await mayAsk(approving(write))).toBe(false);
    expect(await mayAsk(approving(write, { caller: 'always' }))).toBe(true);
    expect(await mayAsk(approving(read, { caller: 'never' }))).toBe(false);
  });

  it('in a loop leads to what comes behind the loop, too', async () => {
    const definition = started()
      .node('loop', 'logic.forEach', { items: [1] })
      .node('ok', 'human.approval', { message: 'Really?' }, { parentId: 'loop' })
      .node('next', write[0], write[1] as Record<string, unknown>)
      .edge('start', 'loop')
      .edge('loop', 'next')
      .build();
    expect(await mayAsk(definition)).toBe(false);
  });
});
