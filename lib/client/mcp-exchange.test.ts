import { describe, expect, it } from 'vitest';
import { responseOfEvents } from './mcp-exchange.ts';
import { recordedFetch, type RecordedExchange } from './playground/recorded-fetch.ts';

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const head = (status = 200, headers: Record<string, string> = {}): string => event('head', { status, headers });

/** The text in pieces of so many bytes: characters and events fall apart anywhere. */
function streamOf(text: string, size = 7): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}

describe('an answer that is told in events', () => {
  it('is the answer that it was, however it falls apart on the way', async () => {
    const told = `${head(401, { 'x-trace-id': 'ab' })}: keep-alive\n\n${event('text', '안녕, "wo')}${event('text', 'rld"\n')}${event('end', null)}`;
    for (const size of [1, 3, 7, 1_000]) {
      const response = await responseOfEvents(streamOf(told, size));
      expect([response.status, response.headers.get('x-trace-id')]).toEqual([401, 'ab']);
      expect(await response.text()).toBe('안녕, "world"\n');
    }
  });

  it.each([204, 202])('has no more to say than a status: %i', async (status) => {
    const response = await responseOfEvents(streamOf(head(status) + event('end', null)));
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  it('is none where nothing answers', async () => {
    await expect(responseOfEvents(streamOf(event('broken', null)))).rejects.toThrow(TypeError);
    await expect(responseOfEvents(streamOf(''))).rejects.toThrow(TypeError);
  });

  it('that breaks off is not taken for a whole one', async () => {
    for (const rest of [event('broken', null), '']) {
      const response = await responseOfEvents(streamOf(head() + event('text', 'half') + rest));
      await expect(response.text()).rejects.toThrow(TypeError);
    }
  });
});

describe('what went over the wire', () => {
  const record = async (answer: () => Promise<Response>, init: RequestInit) => {
    const seen: RecordedExchange[] = [];
    const sent: unknown[] = [];
    const fetch = recordedFetch(
      async (exchange) => {
        sent.push(exchange);
        return answer();
      },
      (exchange) => seen.push(exchange),
    );
    const text = await fetch('https://mcp.example.com/mcp/a/b', init).then((response) => response.text(), String);
    await expect.poll(() => seen.at(-1)?.state).not.toBe('open');
    return { text, sent, last: seen.at(-1) };
  };
  const call = { method: 'POST', body: '{"method":"tools/call","params":{}}' };

  it('has the protocol’s headers, and never credentials', async () => {
    const headers = {
      Authorization: 'Bearer tw_secret',
      Cookie: 'a=b',
      'Mcp-Name': 'echo',
      Accept: 'application/json',
    };
    const { text, sent, last } = await record(async () => new Response('{}', { status: 200 }), { ...call, headers });
    expect(sent).toEqual([
      { method: 'POST', headers: { accept: 'application/json', 'mcp-name': 'echo' }, body: call.body },
    ]);
    expect(last).toMatchObject({ rpcMethod: 'tools/call', status: 200, responseBody: '{}', state: 'done' });
    expect([text, JSON.stringify(last).includes('tw_secret')]).toEqual(['{}', false]);
  });

  it('keeps the beginning of a long answer, and passes on all of it', async () => {
    const long = 'x'.repeat(300_000);
    const { text, last } = await record(async () => new Response(long), call);
    expect([text.length, last?.responseBody.length, last?.responseLength]).toEqual([300_000, 200_000, 300_000]);
  });

  it('says that nothing answered', async () => {
    const { text, last } = await record(() => Promise.reject(new TypeError('away')), call);
    expect(text).toContain('away');
    expect(last).toMatchObject({ state: 'failed', status: null });
  });
});
