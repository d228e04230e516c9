import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { executeRun } from './execute.ts';
import { heldFor, notLongerThan, type ParkedRun, type WaitAnswer } from './parking.ts';
import type { RunEnd, RunEvent, RunHeader } from './ports.ts';
import type { RunRequest } from './run-request.ts';
import { answer, get, hang, pause, started } from './testing/http-answers.ts';
import { MemoryParking } from './testing/memory-parking.ts';
import { memoryPorts, type MemoryPorts } from './testing/memory-ports.ts';
import { aHeader, compiled, run, story } from './testing/run-workflow.ts';

const set = (value: unknown): Record<string, unknown> => ({ value });
const ask = (more = {}): Record<string, unknown> => ({ message: 'Really {{ input }}?', timeoutMs: 60_000, ...more });
const hour = 3_600_000;
type World = MemoryPorts & { parking: MemoryParking };
const world = (more: Parameters<typeof memoryPorts>[0] = {}): World => ({
  ...memoryPorts(more),
  parking: new MemoryParking(),
});

function stay(
  ports: World,
  definition: WorkflowDefinition,
  more: Partial<RunRequest> & { at?: Partial<RunHeader> } = {},
) {
  const { at, ...request } = more;
  const workflow = compiled(definition);
  const header = aHeader(workflow, { mode: 'queued', ...at });
  return executeRun(ports, { workflow, header, accepted: true, keepsInMemory: notLongerThan(20), ...request });
}

/** Goes on as a worker does, with everything through JSON. */
function goOn(ports: World, definition: WorkflowDefinition, parked: ParkedRun, more: Partial<RunRequest> = {}) {
  const { steps, waits, vars, durationUs } = JSON.parse(JSON.stringify(parked)) as ParkedRun;
  return stay(ports, definition, {
    recorded: steps,
    waits,
    vars,
    elapsedMs: durationUs / 1000,
    answers: ports.parking.answers,
    ...more,
  });
}

const isParked = (end: RunEnd | ParkedRun): end is ParkedRun => end.status === 'waiting';
function parkedOf(end: RunEnd | ParkedRun): ParkedRun {
  if (!isParked(end)) throw new Error(`It ended: ${end.status} ${end.error?.message}`);
  return end;
}
/** What the journal has of a queued run: loops that began, too. */
const committed = (ports: World) => ports.journal.entries.flatMap((one) => (one.kind === 'step' ? [one.step] : []));
const approval = (stepId: string, approved = true, data: unknown = null): WaitAnswer =>
  ({ stepId, kind: 'approval', approved, data, by: 'lee@example.com', at: 1_700_000_000_000 }) as WaitAnswer;

describe('logic.wait', () => {
  const waiting = (config: Record<string, unknown>) =>
    started().node('w', 'logic.wait', config).chain('start', 'w').build();

  it('waits in memory and outputs {resumedAt}', async () => {
    const before = Date.now();
    const end = await run(waiting({ ms: 30 }));
    const { resumedAt } = end.output as { resumedAt: string };
    expect(Date.parse(resumedAt)).toBeGreaterThanOrEqual(before + 30);
    expect(story(end)).toEqual(['start:success', 'w:success']);
  });
  it.each([{ until: '2001-01-01T00:00:00Z' }, { until: 5 }, { ms: 0 }])(
    'a time in the past goes on at once: %j',
    async (config) => {
      const ports = memoryPorts();
      const end = await run(waiting(config), { ports });
      expect(end.status).toBe('success');
    },
  );
  it('until is an ISO time or milliseconds', async () => {
    const until = Date.now() + 30;
    for (const moment of [until, String(until), new Date(until).toISOString()]) {
      const end = await run(waiting({ until: moment }));
      expect(Date.parse((end.output as { resumedAt: string }).resumedAt)).toBeGreaterThanOrEqual(until);
    }
  });
  it.each([
    [{}, 'config_invalid'],
    [{ ms: 1, until: 1 }, 'config_invalid'],
    [{ until: 'soon' }, 'config_invalid'],
    [{ ms: -1 }, 'config_invalid'],
    [{ until: '2999-01-01' }, 'limit_exceeded'],
    [{ ms: 31 * 24 * hour }, 'config_invalid'],
  ])('%j is a step error', async (config, code) => {
    expect((await run(waiting(config))).error).toMatchObject({ code, key: 'w' });
  });
  it("waiting is no running time: neither the run's limit nor its duration counts it", async () => {
    const workflow = started().node('w', 'logic.wait', { ms: 120 }).chain('start', 'w').settings({ timeoutMs: 60 });
    const end = await run(workflow.build());
    expect(end.status).toBe('success');
    expect(end.durationUs).toBeLessThan(60_000);
  });
  it("a loop's limit counts only running time, too", async () => {
    const workflow = started()
      .node('loop', 'logic.forEach', { items: '{{ [1, 2, 3] }}' }, { policy: { timeoutMs: 60 } })
      .node('w', 'logic.wait', { ms: 40 }, { parentId: 'loop' })
      .chain('start', 'loop');
    expect((await run(workflow.build())).status).toBe('success');
  });
  it('the limit of the run goes on when a step runs beside a wait', async () => {
    const workflow = started()
      .node('w', 'logic.wait', { ms: 500 })
      .node('slow', 'http.request', get())
      .edge('start', 'w', 'slow')
      .settings({ timeoutMs: 40 });
    expect((await run(workflow.build(), { ports: memoryPorts({ fetch: hang }) })).status).toBe('timeout');
  });
  it('a waiting step does not take one of the 50 places', async () => {
    const workflow = started();
    const waits = Array.from({ length: 60 }, (_, index) => `w${index}`);
    for (const key of waits) workflow.node(key, 'logic.wait', { ms: 300 });
    workflow.node('a', 'http.request', get()).node('r', 'core.return', set('{{ steps.a.body }}')).edge('a', 'r');
    const end = await run(workflow.edge('start', ...waits, 'a').build(), {
      ports: memoryPorts({ fetch: async () => answer(200, 'done') }),
    });
    expect(end.output).toBe('done');
    expect(end.steps.filter(({ status }) => status === 'canceled')).toHaveLength(60);
  });
  it('a waiting item keeps its place: with concurrency 2 no more than two wait', async () => {
    const workflow = started()
      .node('loop', 'logic.forEach', { items: '{{ [1, 2, 3, 4] }}', concurrency: 2 })
      .node('w', 'logic.wait', { ms: 20 }, { parentId: 'loop' })
      .chain('start', 'loop');
    const events: RunEvent[] = [];
    const end = await run(workflow.build(), { onEvent: (event) => events.push(event) });
    let waiting = 0;
    let most = 0;
    for (const event of events) {
      if (event.type === 'step.started' && event.step.status === 'waiting') most = Math.max(most, ++waiting);
      if (event.type === 'step.finished' && event.step.key === 'w') waiting--;
    }
    expect([end.status, most]).toEqual(['success', 2]);
  });
  it('canceled before somebody goes on with it, it is recorded as it lay: waits and loops are canceled', async () => {
    const ports = world();
    const workflow = started()
      .node('loop', 'logic.forEach', { items: '{{ [1, 2] }}', concurrency: 2 })
      .node('w', 'logic.wait', { ms: hour }, { parentId: 'loop' })
      .edge('start', 'loop')
      .build();
    const parked = parkedOf(await stay(ports, workflow));
    const end = await goOn(ports, workflow, parked, { recorded: committed(ports), signal: AbortSignal.abort() });
    expect(story(end as RunEnd)).toEqual(['start:success', 'loop:canceled', 'w:canceled', 'w:canceled']);
  });
  it('cancel ends a wait at once', async () => {
    const began = performance.now();
    const end = await run(waiting({ ms: hour }), { signal: AbortSignal.timeout(20) });
    expect([end.status, story(end).at(-1)]).toEqual(['canceled', 'w:canceled']);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
  it('the run says that it waits', async () => {
    const events: RunEvent[] = [];
    await run(waiting({ ms: 10 }), { onEvent: (event) => events.push(event) });
    expect(events.map(({ type }) => type)).toContain('execution.waiting');
    expect(events.some((event) => event.type === 'step.started' && event.step.status === 'waiting')).toBe(true);
  });
});

describe('Parking', () => {
  const long = started()
    .node('a', 'data.set', set('{{ vars.name }}'))
    .node('w', 'logic.wait', { ms: hour })
    .node('r', 'core.return', set('{{ [steps.a, steps.w.resumedAt.length, vars.name] }}'))
    .chain('start', 'a', 'w', 'r')
    .build();

  it('waits that end in the time of the caller stay in memory, longer ones park', () => {
    expect(heldFor(60_000)({ until: 50_000, now: 30_000, since: 0 })).toBe(true);
    expect(heldFor(60_000)({ until: 61_000, now: 30_000, since: 0 })).toBe(false);
    expect(heldFor(60_000)({ until: null, now: 0, since: 0 })).toBe(false);
    expect(notLongerThan(5_000)({ until: 35_000, now: 30_000, since: 0 })).toBe(true);
    expect(notLongerThan(5_000)({ until: 35_001, now: 30_000, since: 0 })).toBe(false);
  });
  it('a run that only waits leaves the process; what it waits for, its steps and variables are committed', async () => {
    const ports = world({ variables: { name: 'old' } });
    const parked = parkedOf(await stay(ports, long));
    expect(ports.parking.parked).toEqual([parked]);
    expect(ports.journal.kinds).not.toContain('finish');
    expect(parked.waits).toMatchObject([{ stepId: 'w', key: 'w', attempt: 1, for: { kind: 'time' } }]);
    expect(parked.wakeAt).toBeGreaterThan(Date.now() + hour - 10_000);
    expect(parked.steps.map(({ key }) => key)).toEqual(['start', 'a']);
    expect(parked.vars).toEqual({ name: 'old' });
    expect(ports.parking.listeners).toBe(0);
  });
  it('goes on from its journal when its time has come, with its variables, and no step twice', async () => {
    let late = 0;
    const ports = world({ variables: { name: 'old' }, now: () => Date.now() + late });
    const parked = parkedOf(await stay(ports, long));
    late = hour;
    const later = { ...ports, variables: () => ({ name: 'new' }) };
    const end = await goOn(later, long, parked);
    expect(end).toMatchObject({ status: 'success', output: ['old', 24, 'old'] });
    expect(story(end as RunEnd)).toEqual(['start:success', 'a:success', 'w:success', 'r:success']);
    expect((end as RunEnd).steps[2]).toMatchObject({ startedAt: parked.waits[0]!.startedAt, input: { ms: hour } });
  });
  it('a bell that rings too early changes nothing: it parks again', async () => {
    const ports = world({ variables: { name: 'x' } });
    const first = parkedOf(await stay(ports, long));
    const second = parkedOf(await goOn(ports, long, first));
    expect(second.waits).toEqual(first.waits);
    expect(second.wakeAt).toBe(first.wakeAt);
  });
  it('a resumed wait goes on before its time', async () => {
    const ports = world({ variables: { name: 'x' } });
    const parked = parkedOf(await stay(ports, long));
    ports.parking.answer({ stepId: 'w', kind: 'continue' });
    expect((await goOn(ports, long, parked)).status).toBe('success');
  });
  it('a direct run is accepted first, and hands over all its steps', async () => {
    const ports = world({ variables: { name: 'x' } });
    const parked = parkedOf(
      await stay(ports, long, { accepted: false, at: { mode: 'direct' }, keepsInMemory: heldFor(60_000) }),
    );
    expect(ports.journal.kinds).toEqual(['accept']);
    expect(parked.steps).toHaveLength(2);
  });
  it('waits beside a running step do not park: the run is running', async () => {
    const workflow = started()
      .node('w', 'logic.wait', { ms: hour })
      .node('slow', 'http.request', get())
      .node('r', 'core.return', set(1))
      .edge('start', 'w', 'slow')
      .edge('slow', 'r');
    const ports = world({ fetch: async () => (await pause(40), answer()) });
    expect(await stay(ports, workflow.build())).toMatchObject({ status: 'success', output: 1 });
    expect(ports.parking.parked).toEqual([]);
  });
  it('running time before and after counts together; the time between does not', async () => {
    const workflow = started()
      .node('one', 'http.request', get())
      .node('w', 'logic.wait', { ms: hour })
      .node('two', 'http.request', get())
      .chain('start', 'one', 'w', 'two')
      .settings({ timeoutMs: 100 })
      .build();
    let late = 0;
    const ports = world({ fetch: async () => (await pause(60), answer()), now: () => Date.now() + late });
    const parked = parkedOf(await stay(ports, workflow));
    expect(parked.durationUs).toBeGreaterThan(50_000);
    late = hour;
    expect((await goOn(ports, workflow, parked)).status).toBe('timeout');
  });
  it('a thousand waiting runs keep no timers', async () => {
    const ports = world({ variables: { name: 'x' } });
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const ends = await Promise.all(Array.from({ length: 1_000 }, () => stay(ports, long)));
    expect(ends.every(isParked)).toBe(true);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

describe('human.approval', () => {
  const asking = (config = {}) =>
    started()
      .node('ok', 'human.approval', ask(config))
      .node('yes', 'data.set', set({ yes: '{{ steps.ok }}' }))
      .node('no', 'data.set', set({ no: '{{ steps.ok }}' }))
      .edge('start', 'ok')
      .edge('ok:approved', 'yes')
      .edge('ok:rejected', 'no')
      .build();

  it('waits for a person: the question is committed, the run parks', async () => {
    const ports = world();
    const schema = { type: 'object' };
    const parked = parkedOf(
      await stay(ports, asking({ schema, approvers: ['lee@example.com'] }), { at: { input: 'so' } }),
    );
    expect(ports.parking.kept).toMatchObject([
      { stepId: 'ok', for: { message: 'Really so?', schema, approvers: ['lee@example.com'], onTimeout: 'reject' } },
    ]);
    expect(parked.wakeAt).toBe((parked.waits[0]!.for as { until: number }).until);
  });
  it.each([
    [true, 'yes'],
    [false, 'no'],
  ])('approved %s leaves by its port with {approved, data, by, at, timedOut}', async (approved, branch) => {
    const ports = world();
    const parked = parkedOf(await stay(ports, asking()));
    ports.parking.answer(approval('ok', approved, { why: 'so' }));
    const end = await goOn(ports, asking(), parked);
    const at = '2023-11-14T22:13:20.000Z';
    const output = { approved, data: { why: 'so' }, by: 'lee@example.com', at, timedOut: false };
    expect(end).toMatchObject({ status: 'success', output: { [branch]: output } });
  });
  it('is answered in memory while another branch still runs', async () => {
    const workflow = started()
      .node('ok', 'human.approval', ask())
      .node('slow', 'http.request', get())
      .node('join', 'logic.merge', {})
      .edge('start', 'ok', 'slow')
      .edge('ok:approved', 'join')
      .edge('slow', 'join')
      .build();
    const ports = world({ fetch: async () => (await pause(50), answer(200, 1)) });
    const running = stay(ports, workflow);
    await pause(10);
    ports.parking.answer(approval('ok'));
    ports.parking.answer(approval('ok', false));
    expect(await running).toMatchObject({ status: 'success', output: { ok: { approved: true } } });
  });
  it.each([
    ['reject', 'no', false],
    ['approve', 'yes', true],
  ])('nobody answers in time, onTimeout %s', async (onTimeout, branch, approved) => {
    const end = await run(asking({ timeoutMs: 20, onTimeout }), { ports: world() });
    expect(end.output).toMatchObject({ [branch]: { approved, data: null, by: null, timedOut: true } });
  });
  it('an answer that was committed in time wins over the clock', async () => {
    const ports = world();
    const parked = parkedOf(await stay(ports, asking({ timeoutMs: 30 })));
    ports.parking.answers.push(approval('ok'));
    await pause(40);
    expect(await goOn(ports, asking(), parked, { answers: [] })).toMatchObject({
      output: { yes: { timedOut: false } },
    });
  });
  it('waits in the bodies of loops, each item its own, and a loop goes on after parking', async () => {
    const workflow = started()
      .node('loop', 'logic.forEach', { items: '{{ input }}', concurrency: 2 })
      .node('ok', 'human.approval', { message: '{{ item }}?', timeoutMs: 60_000 }, { parentId: 'loop' })
      .node('r', 'core.return', set('{{ item }}: {{ steps.ok.data }}'), { parentId: 'loop' })
      .edge('start', 'loop')
      .edge('ok:approved', 'r')
      .build();
    const ports = world();
    const at = { input: ['a', 'b', 'c'], mode: 'direct' as const };
    let parked = parkedOf(await stay(ports, workflow, { accepted: false, at }));
    expect(parked.waits.map(({ stepId, iteration }) => [stepId, iteration])).toEqual([
      ['ok.0', [0]],
      ['ok.1', [1]],
    ]);
    ports.parking.answer(approval('ok.1', true, 'B'));
    parked = parkedOf(await goOn(ports, workflow, parked, { header: aHeader(compiled(workflow), at) }));
    expect(parked.waits.map(({ stepId }) => stepId)).toEqual(['ok.0', 'ok.2']);
    ports.parking.answer(approval('ok.0', true, 'A'));
    ports.parking.answer(approval('ok.2', true, 'C'));
    const end = await goOn(ports, workflow, parked, { header: aHeader(compiled(workflow), at) });
    expect(end).toMatchObject({ status: 'success', output: ['a: A', 'b: B', 'c: C'] });
  });
  it('disabling an approval must not approve', async () => {
    const workflow = started()
      .node('ok', 'human.approval', ask(), { disabled: true })
      .node('yes', 'data.set', set(1))
      .edge('start', 'ok')
      .edge('ok:approved', 'yes');
    expect(story(await run(workflow.build()))).toEqual(['start:success', 'ok:disabled', 'yes:notReached']);
  });
  it('a return elsewhere ends the wait', async () => {
    const workflow = started()
      .node('ok', 'human.approval', ask())
      .node('a', 'http.request', get())
      .node('r', 'core.return', set(1))
      .edge('start', 'ok', 'a')
      .edge('a', 'r');
    const end = await run(workflow.build(), { ports: world({ fetch: async () => (await pause(10), answer()) }) });
    expect(end.output).toBe(1);
    expect(story(end)).toContain('ok:canceled');
  });
});
