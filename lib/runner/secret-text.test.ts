import { describe, expect, it } from 'vitest';
import { markSecretNames } from '#lib/expressions/evaluate/secret-names.ts';
import type { OutboundRequest } from '#lib/kit/node-executor.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { BoundCredentials, RunEnd } from './ports.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run } from './testing/run-workflow.ts';
import { aWorkflow } from './testing/workflow-builder.ts';

type Sent = OutboundRequest & { credentials?: readonly BoundCredentials[] };

describe('secret variables in headers', () => {
  const sent: Sent[] = [];
  const vars = { region: 'kr', count: 3 };
  markSecretNames(vars, ['TOKEN', 'OTHER']);
  const values: Record<string, string> = { TOKEN: 'tok-12345', OTHER: 'other-999' };
  const call = async (config: Record<string, unknown>, input: JsonValue = {}): Promise<RunEnd> => {
    sent.length = 0;
    const workflow = aWorkflow()
      .node('start', 'trigger.manual')
      .node('call', 'http.request', {
        method: 'GET',
        url: 'https://api.example/x',
        ...config,
      });
    const ports = memoryPorts({
      variables: vars,
      secrets: async ({ names }) => names.map((name) => ({ name, value: values[name]!, hosts: ['api.example'] })),
      fetch: async (request) => {
        sent.push(request);
        return { status: 200, headers: {}, body: new Uint8Array(), url: request.url };
      },
    });
    return run(workflow.chain('start', 'call').build(), { input, ports });
  };
  const header = async (value: JsonValue, input?: JsonValue) => {
    const end = await call({ headers: { 'X-Key': value } }, input);
    return { end, sent: sent[0], input: end.steps.find(({ key }) => key === 'call')?.input };
  };

  it('get their values on the way out; what is recorded has the name', async () => {
    const one = await header('Bearer {{ vars.TOKEN }} in {{ vars.region }}{{ input.more }}', { more: [1] });
    expect(one.sent?.headers).toEqual({});
    expect(one.sent?.credentials).toEqual([
      {
        of: 'the secret variable "TOKEN"',
        hosts: ['api.example'],
        adds: { headers: { 'x-key': 'Bearer tok-12345 in kr[1]' } },
        secrets: ['tok-12345'],
      },
    ]);
    expect(one.input).toMatchObject({ headers: { 'X-Key': 'Bearer {{ vars.TOKEN }} in kr[1]' } });
    expect(JSON.stringify(one.end)).not.toContain('tok-12345');
  });

  it('several in one header are each bound to their hosts', async () => {
    const { sent: request } = await header('{{ vars.TOKEN }}:{{vars["OTHER"]}}');
    expect(request?.credentials?.map(({ of }) => of)).toHaveLength(2);
    expect(request?.credentials?.[0]?.adds.headers).toEqual({ 'x-key': 'tok-12345:other-999' });
  });

  it('plain variables are as ever', async () => {
    const { sent: request, input } = await header('{{ vars.count }}');
    expect(request).toMatchObject({ headers: { 'x-key': '3' }, credentials: [] });
    expect(input).toMatchObject({ headers: { 'X-Key': 3 } });
  });

  it('a value that looks like a reference is a text', async () => {
    const { sent: request } = await header('{{ input.evil }}', { evil: '{{ vars.TOKEN }}' });
    expect(request).toMatchObject({ headers: { 'x-key': '{{ vars.TOKEN }}' }, credentials: [] });
  });

  it.each([
    ['a header with more than the name', { headers: { a: '{{ vars.TOKEN.length }}' } }],
    ['a header with a fallback', { headers: { a: '{{ vars.TOKEN ?? "x" }}' } }],
    ['all headers at once', { headers: '{{ ({ a: vars.TOKEN }) }}' }],
    ['the URL', { url: 'https://api.example/{{ vars.TOKEN }}' }],
    ['the query', { query: { a: '{{ vars.TOKEN }}' } }],
    ['the body', { method: 'POST', body: { a: '{{ vars.TOKEN }}' } }],
  ])('%s takes none', async (_where, config) => {
    const end = await call(config);
    expect(sent).toEqual([]);
    expect(end.error).toMatchObject({ code: 'expression_error', message: expect.stringContaining('is secret') });
  });
});
