import { expect, it } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

const harness = useRuntime();

type NodeInput = WorkflowDefinitionInput['nodes'][number];

/** A tool that takes anything and ends after the given nodes, in a row. */
function toolOf(middle: Pick<NodeInput, 'type' | 'config'>[], inputSchema: object = { type: 'object' }) {
  const nodes: NodeInput[] = [
    { id: 'n0', key: 'start', type: 'trigger.tool', config: { name: 'tool', description: 'A tool', inputSchema } },
    ...middle.map((node, at) => ({ id: `n${at + 1}`, key: `step${at + 1}`, ...node })),
    { id: `n${middle.length + 1}`, key: 'result', type: 'core.return', config: { value: '{{ input.text }}' } },
  ];
  const edges = nodes.slice(1).map(({ id }, at) => ({
    id: `e${at}`,
    source: { node: `n${at}`, port: 'out' },
    target: { node: id, port: 'in' },
  }));
  return { schemaVersion: 1, nodes, edges } satisfies WorkflowDefinitionInput;
}

const set = (value: unknown) => ({ type: 'data.set', config: { value } });
const items = '{{ "x,".repeat(20000).split(",").map(x => x + x + x).filter(x => x.length > 1).join("").length }}';
const burning = {
  expressions: toolOf(Array.from({ length: 40 }, () => set(items))),
  patterns: toolOf(Array.from({ length: 20 }, () => set('{{ /(a?){30}a{30}/.test("a".repeat(2000)) }}'))),
  code: toolOf([{ type: 'data.code', config: { code: 'for (;;);' } }]),
  payload: toolOf([], {
    type: 'object',
    properties: { list: { type: 'array', items: { anyOf: Array.from({ length: 100 }, (_, at) => ({ const: at })) } } },
  }),
};
const bodyOf = (given: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'tool', arguments: given } });
const small = bodyOf({ text: 'x' });
const large = bodyOf({ text: 'x', list: Array.from({ length: 300_000 }, () => -1) });

function call({ url }: Deployed, key: string, body: string, signal?: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body,
    ...(signal && { signal }),
  });
}

it('a quiet tenant is served while another burns', { timeout: 90_000 }, async () => {
  const burner = await harness.stranger();
  const quiet = await harness.deploy('Quiet', toolOf([set('{{ input.text }}')]));
  const burners = await Promise.all(
    Object.entries(burning).map(async ([name, definition]) => ({
      server: await burner.deploy(name, definition),
      body: name === 'payload' ? large : small,
    })),
  );
  const stop = new AbortController();
  let burnt = 0;
  /** As many at once as one client's connections allow, again and again. */
  const burn = burners.flatMap(({ server, body }) =>
    Array.from({ length: 6 }, async () => {
      while (!stop.signal.aborted) {
        await call(server, burner.key, body, stop.signal)
          .then((response) => response.text())
          .catch(() => undefined);
        burnt += 1;
      }
    }),
  );
  await expect.poll(() => burnt, { timeout: 30_000 }).toBeGreaterThan(3);
  for (let round = 0; round < 25; round += 1) {
    const response = await call(quiet, harness.key, bodyOf({ text: `hello ${round}` }), AbortSignal.timeout(10_000));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(`hello ${round}`);
  }
  stop.abort();
  await Promise.all(burn);
});
