import { expect, it } from 'vitest';
import { StoreAway } from '#lib/kit/store-away.ts';
import { get, post, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run } from './testing/run-workflow.ts';

const away: Fetch = async () => {
  throw new StoreAway(new Error('Connection terminated unexpectedly'));
};

it.each([
  ['read', get()],
  ['written', post()],
])(
  'a run whose store is away while something is %s ends with no word on its step: it is given back',
  async (_, config) => {
    const ports = memoryPorts({ fetch: away });
    const workflow = started().node('a', 'http.request', config).chain('start', 'a').build();
    await expect(run(workflow, { ports })).rejects.toBeInstanceOf(StoreAway);
    expect(ports.journal.entries.filter(({ kind }) => kind === 'finish' || kind === 'receipt')).toEqual([]);
  },
);
