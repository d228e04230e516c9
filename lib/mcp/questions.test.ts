import { describe, expect, it } from 'vitest';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import type { PendingWait, WaitFor } from '#lib/runner/parking.ts';
import { questionsOf, readResponse, type Question } from './questions.ts';

const all: CallingClient = { answers: ['elicitation/create', 'sampling/createMessage', 'roots/list'], logLevel: null };
const lee = { kind: 'apiKey', email: 'Lee@example.com', userId: 'u-1' } as const;
const schema = {
  type: 'object',
  properties: { city: { type: 'string', minLength: 3 }, express: { type: 'boolean', default: false } },
  required: ['city'],
};
const until = 0;
const wait = (key: string, request: WaitFor, iteration?: number[]): PendingWait => ({
  stepId: [`id-${key}`, ...(iteration ?? [])].join('.'),
  nodeId: `id-${key}`,
  key,
  type: 't',
  ...(iteration && { iteration }),
  attempt: 1,
  input: {},
  startedAt: 0,
  for: request,
});
const input = (more: object = {}): WaitFor =>
  ({ kind: 'input', message: 'Where to?', schema, approvers: null, until, onTimeout: 'fail', ...more }) as WaitFor;
const approval = (more: object = {}): WaitFor =>
  ({
    kind: 'approval',
    message: 'Really?',
    schema: null,
    approvers: null,
    until,
    onTimeout: 'reject',
    askCaller: true,
    ...more,
  }) as WaitFor;
const roots: WaitFor = { kind: 'client', method: 'roots/list', params: {}, until };
const sample: WaitFor = {
  kind: 'client',
  method: 'sampling/createMessage',
  params: { messages: [], maxTokens: 1 },
  until,
};
const form: WaitFor = {
  kind: 'client',
  method: 'elicitation/create',
  params: { message: 'Where to?', requestedSchema: schema },
  until,
};
const namesOf = (waits: PendingWait[], client = all, asker: Parameters<typeof questionsOf>[2] = lee) => [
  ...questionsOf({ waits }, client, asker).keys(),
];
const only = (request: WaitFor): Question => questionsOf({ waits: [wait('q', request)] }, all, lee).get('q')!;

describe('the questions of a parked run', () => {
  it('are named by the key of their node, in loops with the item behind it, and say what MCP asks', () => {
    const questions = questionsOf({ waits: [wait('to', input()), wait('each', roots, [0, 2])] }, all, lee);
    expect([...questions].map(([name, { stepId, request }]) => [name, stepId, request])).toEqual([
      [
        'to',
        'id-to',
        {
          method: 'elicitation/create',
          params: {
            message: 'Where to?',
            requestedSchema: { type: 'object', properties: schema.properties, required: ['city'] },
          },
        },
      ],
      ['each.0.2', 'id-each.0.2', { method: 'roots/list', params: {} }],
    ]);
  });

  it('leave out what the client did not declare, and what nobody can be asked in a form', () => {
    const waits = [wait('a', input()), wait('b', sample), wait('c', roots), wait('d', approval()), wait('e', form)];
    expect(namesOf(waits)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(namesOf(waits, { answers: ['sampling/createMessage'], logLevel: null })).toEqual(['b']);
    expect(namesOf([wait('a', input({ schema: { type: 'object', properties: { x: { type: 'object' } } } }))])).toEqual(
      [],
    );
    expect(namesOf([wait('a', { kind: 'time', until: 1 }), wait('b', { kind: 'child', executionId: 'x' })])).toEqual(
      [],
    );
  });

  it('are for named people alone, and an approval never for somebody unknown', () => {
    const asked = [
      wait('named', input({ approvers: [' lee@example.com'] })),
      wait('other', input({ approvers: ['kim@example.com'] })),
    ];
    expect(namesOf(asked)).toEqual(['named']);
    expect(namesOf([wait('no', approval({ askCaller: false }))])).toEqual([]);
    const nobody = { ...lee, kind: 'anonymous' } as const;
    expect(namesOf([...asked, wait('open', input()), wait('yes', approval())], all, nobody)).toEqual(['open']);
  });
});

describe('a response', () => {
  const read = (request: WaitFor, response: unknown) => readResponse(only(request), response);
  const accept = (content: unknown) => ({ action: 'accept', content });

  it('of a form is checked against the schema of the node, and its defaults are filled in', () => {
    const data = { city: 'Busan', express: false };
    expect(read(input(), accept({ city: 'Busan' }))).toEqual({
      kind: 'answer',
      answer: { stepId: 'id-q', kind: 'input', declined: false, data },
    });
    expect(read(input(), { action: 'decline' })).toMatchObject({ answer: { declined: true, data: null } });
    expect(read(input(), { action: 'cancel' })).toEqual({ kind: 'left' });
    expect(read(input(), accept({ city: 'x' }))).toMatchObject({
      kind: 'wrong',
      message: expect.stringContaining('city'),
    });
    expect(read(input(), accept(undefined))).toMatchObject({ kind: 'wrong' });
    expect(read(approval(), accept({}))).toMatchObject({ answer: { kind: 'approval', approved: true } });
    expect(read(approval(), { action: 'decline' })).toMatchObject({ answer: { approved: false } });
  });

  it.each([
    [12345],
    [null],
    ['yes'],
    [{}],
    [{ action: 'approve' }],
    [{ action: 'accept', content: { city: { a: 1 } } }],
  ])('that is no result, %j, is asked for again', (response) => {
    for (const request of [input(), approval(), roots, sample, form])
      expect(read(request, response), JSON.stringify(request)).toMatchObject({ kind: 'wrong' });
  });

  it('of the client is its result, without what the client adds for itself', () => {
    const said = { role: 'assistant', content: { type: 'text', text: 'Paris' }, model: 'm' };
    expect(read(sample, { ...said, _meta: { own: 1 } })).toEqual({
      kind: 'answer',
      answer: { stepId: 'id-q', kind: 'client', result: said },
    });
    expect(read(roots, { roots: [{ uri: 'file:///work' }] })).toMatchObject({
      answer: { result: { roots: [{ uri: 'file:///work' }] } },
    });
    expect(read(form, { action: 'cancel' })).toMatchObject({ answer: { result: { action: 'cancel', content: null } } });
    expect(read(form, accept({ city: 'Busan' }))).toMatchObject({
      answer: { result: { action: 'accept', content: { city: 'Busan', express: false } } },
    });
    expect(read(form, accept({ city: 'x' }))).toMatchObject({ kind: 'wrong' });
  });
});
