import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { relayAnswer } from './relay-answer.ts';
import { Reply } from './reply.ts';

it('breaks a stream off that was opened for an answer which never comes', async () => {
  const fault = new Error('a fault of ours');
  const faults: unknown[] = [];
  const server = createServer((_request, response) => {
    const late = sleep(50).then((): Response => {
      throw fault;
    });
    const reply = new Reply(response, {}, 15_000);
    relayAnswer(late, response, { reply, headers: {}, silenceMs: 1 }).catch((error: unknown) => faults.push(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  await expect(answer.text()).rejects.toThrow();
  expect(faults).toEqual([fault]);
  server.close();
});
