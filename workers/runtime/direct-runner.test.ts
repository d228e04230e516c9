import { describe, expect, it } from 'vitest';
import { get, hang, started } from '#lib/runner/testing/http-answers.ts';
import { memoryPorts } from '#lib/runner/testing/memory-ports.ts';
import { aHeader, compiled } from '#lib/runner/testing/run-workflow.ts';
import type { RunEvent } from '#lib/runner/ports.ts';
import { newId } from '#lib/shared/ids.ts';
import { DirectRunner } from './direct-runner.ts';
import type { LoadedVersion } from './version-cache.ts';

const definition = started().node('ask', 'http.request', get()).chain('start', 'ask').build();
const workflow = compiled(definition);
const loaded: LoadedVersion = {
  workflow,
  version: { id: newId(), workflowId: newId(), number: 1, definition },
};

/** A runner whose runs hang until they are canceled. */
function aRunner(change: { total?: number; perWorkspace?: number; overloaded?: boolean; watched?: boolean } = {}) {
  const events: RunEvent[] = [];
  const runner = new DirectRunner(
    {
      runner: memoryPorts({ fetch: hang }),
      takeSlot: async () => undefined,
      journalOverloaded: () => change.overloaded ?? false,
      events: { watched: () => change.watched ?? false, record: (event) => events.push(event) },
    },
    { total: change.total ?? 10, perWorkspace: change.perWorkspace ?? 10 },
  );
  const start = (workspaceId: string, signal?: AbortSignal) => {
    const header = aHeader(workflow, { id: newId(), workspaceId, mode: 'direct' });
    return { id: header.id, end: runner.run({ loaded, header, ...(signal && { signal }) }) };
  };
  return { runner, start, events };
}

describe('DirectRunner', () => {
  it('refuses a workspace that has too many runs, and nobody else', async () => {
    const { runner, start } = aRunner({ perWorkspace: 1 });
    const [noisy, quiet] = [newId(), newId()];
    const first = start(noisy);
    await expect(start(noisy).end).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 1_000 });
    expect(runner.refusal(quiet)).toBeNull();
    runner.cancel(first.id);
    expect(await first.end).toMatchObject({ status: 'canceled' });
    expect(runner.refusal(noisy)).toBeNull();
    expect(runner.inFlight).toBe(0);
  });

  it('refuses everybody when the process is full or the journal cannot keep up', async () => {
    const { runner, start } = aRunner({ total: 1 });
    const only = start(newId());
    expect(runner.refusal()).toMatchObject({ code: 'overloaded', status: 503 });
    runner.cancel(only.id);
    await only.end;
    expect(aRunner({ overloaded: true }).runner.refusal()).toMatchObject({ code: 'overloaded' });
  });

  it('cancels only for the workspace that a run belongs to', async () => {
    const { runner, start } = aRunner();
    const workspaceId = newId();
    const run = start(workspaceId);
    expect(runner.cancel(run.id, newId())).toBe(false);
    expect(runner.cancel(run.id, workspaceId)).toBe(true);
    expect(await run.end).toMatchObject({ status: 'canceled' });
    expect(runner.cancel(run.id, workspaceId)).toBe(false);
  });

  it('cancels when the caller leaves', async () => {
    const caller = new AbortController();
    const { start } = aRunner();
    const run = start(newId(), caller.signal);
    caller.abort();
    expect(await run.end).toMatchObject({ status: 'canceled' });
  });

  it('starts nothing while it drains, and stops what does not end in time', async () => {
    const { runner, start } = aRunner();
    const run = start(newId());
    const drained = runner.drain(20);
    await expect(start(newId()).end).rejects.toMatchObject({ code: 'unavailable' });
    await drained;
    expect(await run.end).toMatchObject({ status: 'canceled' });
  });

  it('records events only of watched workspaces', async () => {
    for (const watched of [true, false]) {
      const { runner, start, events } = aRunner({ watched });
      const run = start(newId());
      runner.cancel(run.id);
      await run.end;
      expect(events.length > 0).toBe(watched);
    }
  });
});
