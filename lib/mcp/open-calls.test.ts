import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import type { JsonValue } from '#lib/shared/json.ts';
import type { McpExchange } from './mcp-endpoint.ts';
import { OpenCalls } from './open-calls.ts';
import { testPrincipal } from './testing/endpoint-server.ts';

interface From {
  key?: string;
  address?: string;
  client?: string;
}

function exchange(body: JsonValue, { key = 'one', address = '10.0.0.1', client = 'claude' }: From = {}) {
  const principal = { ...testPrincipal, apiKey: { ...testPrincipal.apiKey!, id: key } };
  const request = { socket: { remoteAddress: address }, headers: { 'user-agent': client } };
  return { body, request, response: new EventEmitter(), caller: { principal } } as unknown as McpExchange;
}
const calling = (id: JsonValue, from?: From) => exchange({ id, method: 'tools/call' }, from);
const calledOff = (requestId: JsonValue, from?: From) =>
  exchange({ method: 'notifications/cancelled', params: { requestId } }, from);

describe('a call that its client calls off', () => {
  it('is stopped', () => {
    const calls = new OpenCalls();
    const stop = vi.fn();
    calls.keep(calling(1), stop);
    calls.callOff(calledOff(1));
    expect(stop).toHaveBeenCalledOnce();
  });

  it.each<[string, McpExchange]>([
    ['another id', calledOff(2)],
    ['an id that only looks the same', calledOff('1')],
    ['other credentials', calledOff(1, { key: 'two' })],
    ['another address', calledOff(1, { address: '10.0.0.2' })],
    ['another client', calledOff(1, { client: 'cursor' })],
    ['another notification', exchange({ method: 'notifications/progress', params: { requestId: 1 } })],
    ['nothing named', exchange({ method: 'notifications/cancelled' })],
    ['no message at all', exchange('cancelled')],
  ])('but not by %s', (_what, notification) => {
    const calls = new OpenCalls();
    const stop = vi.fn();
    calls.keep(calling(1), stop);
    calls.callOff(notification);
    expect(stop).not.toHaveBeenCalled();
  });

  it('nor where two could be meant', () => {
    const calls = new OpenCalls();
    const stops = [vi.fn(), vi.fn()];
    for (const stop of stops) calls.keep(calling(1), stop);
    calls.callOff(calledOff(1));
    for (const stop of stops) expect(stop).not.toHaveBeenCalled();
  });

  it('nor once its response is over', () => {
    const calls = new OpenCalls();
    const stop = vi.fn();
    const call = calling(1);
    calls.keep(call, stop);
    call.response.emit('close');
    calls.callOff(calledOff(1));
    expect(stop).not.toHaveBeenCalled();
  });
});
