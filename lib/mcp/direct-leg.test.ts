import { ProtocolError } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import type { RunEnd } from '#lib/runner/ports.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { asDirectCall } from './direct-leg.ts';
import { anEnd, aServedVersion, aTool, startEndpoint } from './testing/endpoint-server.ts';
import type { ServedCall } from './tool-runner.ts';

const NAMES = 'io.modelcontextprotocol/';
const META = { [`${NAMES}protocolVersion`]: '2026-07-28', [`${NAMES}clientCapabilities`]: {} };
const HEADERS = {
  'content-type': 'application/json',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'echo',
};
/** The same name as a client writes it that encodes: right, but not plainly, so that the SDK's entry answers. */
const ENCODED = { ...HEADERS, 'mcp-name': `=?base64?${btoa('echo')}?=` };

const aBody = (params: { [key: string]: JsonValue } = {}, rest: { [key: string]: JsonValue } = {}) => ({
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text: 'hi' }, _meta: META, ...params },
  ...rest,
});

async function ask(url: string, headers: Record<string, string>, body: JsonValue): Promise<[number, string, unknown]> {
  const accept = 'application/json, text/event-stream';
  const given = { method: 'POST', headers: { accept, ...headers }, body: JSON.stringify(body) };
  const response = await fetch(url, given);
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  // What the SDK writes between the messages of a stream is free; the messages are not.
  const messages = type.startsWith('text/event-stream')
    ? [...text.matchAll(/^data: (.+)$/gm)].map((line) => JSON.parse(line[1]!) as unknown)
    : JSON.parse(text);
  return [response.status, type, withoutRunId(messages)];
}

/** Every run has an id of its own. */
function withoutRunId(message: unknown): unknown {
  return JSON.parse(
    JSON.stringify(message, (key, value: unknown) => (key === 'toolwright/executionId' ? 'id' : value)),
  );
}

const image = { type: 'image', data: 'AAAA', mimeType: 'image/png' } as const;
const runs: [what: string, run: (call: ServedCall) => Promise<RunEnd>, params?: { [key: string]: JsonValue }][] = [
  ['an object', async (call) => anEnd({ output: { said: call.input } })],
  ['a text', async () => anEnd({ output: 'done' })],
  ['a list', async () => anEnd({ output: [1, { a: null }] })],
  ['a number', async () => anEnd({ output: 4.5 })],
  ['nothing', async () => anEnd({ output: null })],
  ['a failure that the builder meant', async () => anEnd({ output: { why: 'no' }, isError: true })],
  ['a failed run', async () => anEnd({ status: 'timeout' })],
  ['an image', async () => anEnd({ output: [1], content: [image] })],
  ['wrong arguments', async () => anEnd(), { arguments: { text: 1 } }],
  ['no arguments', async () => anEnd(), { arguments: {} }],
  ['our own fault', () => Promise.reject(new Error('secret'))],
  ['a fault of the protocol', () => Promise.reject(new ProtocolError(-32602, 'wrong', { a: 1 }))],
  ['an overload', () => Promise.reject(new AppError('overloaded', 'Later', { retryAfterMs: 2_000 }))],
];

describe('the direct leg answers as the SDK does', () => {
  it.each(runs)('with %s', async (_what, run, params) => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), run);
    const direct = await ask(server.url, HEADERS, aBody(params));
    const [status, , message] = await ask(server.url, ENCODED, aBody(params));
    expect(direct[2]).toEqual(message);
    // A refusal is said in the status, too, where it is ours to say.
    if (!JSON.stringify(message).includes('retryAfterMs')) expect(direct[0]).toBe(status);
  });

  it('with the progress of a run, before its result', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), async (call) => {
      const step = { nodeId: 'n1', key: 'a', type: 't', seq: 1, attempt: 1, startedAt: 0, durationUs: 1 };
      call.onEvent?.({ seq: 1, type: 'step.finished', run: {} as never, step: { ...step, status: 'success' } });
      return anEnd({ output: 'done' });
    });
    const body = aBody({ _meta: { ...META, progressToken: 'p1' } });
    const direct = await ask(server.url, HEADERS, body);
    expect(direct[2]).toEqual((await ask(server.url, ENCODED, body))[2]);
    expect(direct[2]).toMatchObject([{ method: 'notifications/progress' }, { result: { resultType: 'complete' } }]);
  });

  it('with the id that was sent, text or number', async () => {
    await using server = await startEndpoint(aServedVersion([aTool('echo')]), async () => anEnd());
    for (const id of ['a', 0, -1]) {
      expect((await ask(server.url, HEADERS, aBody({}, { id })))[2]).toMatchObject({ id });
    }
  });
});

describe('what takes the direct leg', () => {
  const isDirect = (body: JsonValue, headers: Record<string, string> = HEADERS): boolean =>
    asDirectCall(headers, body) !== null;

  it('a plain call, again and again, with whatever is not reserved in its envelope', () => {
    expect([isDirect(aBody()), isDirect(aBody())]).toEqual([true, true]);
    expect(isDirect(aBody({ _meta: { ...META, traceparent: '00-1-2-00', 'my/own': { a: [1] } } }))).toBe(true);
    expect(isDirect(aBody({ _meta: { ...META, [`${NAMES}clientInfo`]: { name: 'a', version: '1' } } }))).toBe(true);
  });

  const { _meta: _, ...withoutEnvelope } = aBody().params;
  const wrong: [what: string, body: JsonValue][] = [
    ['a fractional id', aBody({}, { id: 1.5 })],
    ['no id', { jsonrpc: '2.0', method: 'tools/call', params: aBody().params }],
    ['another member in the message', aBody({}, { more: 1 })],
    ['a retry', aBody({ requestState: 'x' })],
    ['no envelope', { ...aBody(), params: withoutEnvelope }],
    ['another version', aBody({ _meta: { ...META, [`${NAMES}protocolVersion`]: '2025-11-25' } })],
    ['capabilities that are none', aBody({ _meta: { ...META, [`${NAMES}clientCapabilities`]: 1 } })],
    ['a client without a name', aBody({ _meta: { ...META, [`${NAMES}clientInfo`]: { version: '1' } } })],
    ['an unknown log level', aBody({ _meta: { ...META, [`${NAMES}logLevel`]: 'loud' } })],
    ['a wrong member of the reserved ones', aBody({ _meta: { ...META, [`${NAMES}related-task`]: 1 } })],
    ['a progress token that is none', aBody({ _meta: { ...META, progressToken: {} } })],
  ];
  it.each(wrong)('not one with %s, even after good ones', (_what, body) => {
    expect(isDirect(aBody())).toBe(true);
    expect(isDirect(body)).toBe(false);
    expect(isDirect(body)).toBe(false);
  });
});
