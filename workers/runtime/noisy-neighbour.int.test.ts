import { expect, it } from 'vitest';
import { burningTools, quietTool } from './testing/burning-tools.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

const harness = useRuntime();

const bodyOf = (given: object): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'tool', arguments: given } });

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
  const quiet = await harness.deploy('Quiet', quietTool);
  const burners = await Promise.all(
    Object.entries(burningTools).map(async ([name, { definition, given }]) => ({
      server: await burner.deploy(name, definition),
      body: bodyOf(given),
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
