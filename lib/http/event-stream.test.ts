import { expect, test, vi } from 'vitest';
import { eventStream, formatEvent, type StreamEvent } from './event-stream.ts';

async function* endless(onEnd: () => void): AsyncGenerator<StreamEvent> {
  try {
    for (let n = 1; ; n += 1) {
      yield { id: String(n), event: 'tick', data: { n } };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    onEnd();
  }
}

function open(events: AsyncIterable<StreamEvent>, isStillGood: () => Promise<boolean> = () => Promise.resolve(true)) {
  const onError = vi.fn();
  const abort = new AbortController();
  return { abort, onError, response: eventStream({ events, traceId: 't', abort, isStillGood, onError }) };
}

test('events arrive in the format of the standard, and the stream ends with its source', async () => {
  const { response } = open(
    (async function* () {
      yield { id: '1', event: 'step.finished', data: { text: 'two\nlines' } };
      yield { data: null };
    })(),
  );
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(await response.text()).toBe(
    ': connected\n\nid: 1\nevent: step.finished\ndata: {"text":"two\\nlines"}\n\ndata: null\n\n',
  );
});

test('a line break in an id or a name forges no field', () => {
  expect(formatEvent({ id: '1\ndata: x', event: 'a\r\nb', data: 1 })).toBe('id: 1data: x\nevent: ab\ndata: 1\n\n');
});

test('a stream ends within a second of its credentials, and its source is told', async () => {
  let good = true;
  const onEnd = vi.fn();
  const { response } = open(endless(onEnd), () => Promise.resolve(good));
  const text = response.text();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const revokedAt = Date.now();
  good = false;
  expect(await text).toContain('event: tick');
  expect(Date.now() - revokedAt).toBeLessThan(1_000);
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalled());
});

test('a client that goes away ends the source', async () => {
  const onEnd = vi.fn();
  const { response, abort } = open(endless(onEnd));
  const reader = response.body!.getReader();
  await reader.read();
  await reader.cancel();
  expect(abort.signal.aborted).toBe(true);
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalled());
});

test('a source that fails ends the stream and is reported, not shown', async () => {
  const { response, onError } = open(
    (async function* () {
      yield { data: 1 };
      throw new Error('password=hunter2');
    })(),
  );
  expect(await response.text()).not.toContain('hunter2');
  expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: 'password=hunter2' }));
});

test('a client that does not read is cut off instead of filling the memory', async () => {
  let made = 0;
  const { abort } = open(
    (async function* () {
      for (;;) yield { data: (made += 1) };
    })(),
  );
  await vi.waitFor(() => expect(abort.signal.aborted).toBe(true));
  expect(made).toBeLessThan(2_000);
});
