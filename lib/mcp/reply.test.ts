import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Reply } from './reply.ts';

/** What a caller gets from what `say` does, and what that throws or breaks. */
async function answered(say: (reply: Reply, response: ServerResponse) => void): Promise<[string, unknown[]]> {
  const faults: unknown[] = [];
  const server = createServer((_request, response) => {
    response.on('error', (error) => faults.push(error));
    try {
      say(new Reply(response, {}, 15_000), response);
    } catch (error) {
      faults.push(error);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const text = await answer.text();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return [text, faults];
}

it('says nothing behind its answer, whatever a run that goes on tells', async () => {
  const one = await answered((reply) => {
    reply.finish({ answer: 1 });
    reply.notify({ late: true });
  });
  expect(one).toEqual(['{"answer":1}', []]);
  const stream = await answered((reply) => {
    reply.notify({ early: true });
    reply.finish({ answer: 1 });
    reply.notify({ late: true });
  });
  expect(stream).toEqual([expect.stringMatching(/early.*answer/s), []]);
  expect(stream[0]).not.toContain('late');
});
