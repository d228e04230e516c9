import { describe, expect, it } from 'vitest';
import type { Variable } from '#lib/contracts/api/variables.ts';
import { draftOf, readDraft, type VariableDraft } from './variable-draft.ts';

const variable = (rest: Partial<Variable>): Variable => ({
  id: '018f0000-0000-7000-8000-000000000001',
  name: 'city',
  secret: false,
  hosts: [],
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
  ...rest,
});
const read = (draft: Partial<VariableDraft>, taken: string[] = []) =>
  readDraft({ name: 'city', kind: 'text', value: 'Seoul', hosts: '', ...draft }, taken);

describe('a variable’s draft', () => {
  it.each<[Partial<Variable>, Partial<VariableDraft>]>([
    [{ value: 'Seoul' }, { kind: 'text', value: 'Seoul' }],
    [{ value: { a: [1] } }, { kind: 'json', value: '{\n  "a": [\n    1\n  ]\n}' }],
    [{ value: null }, { kind: 'json', value: 'null' }],
    [
      { secret: true, hosts: ['a.test', 'b.test:81'] },
      { kind: 'secret', value: '', hosts: 'a.test, b.test:81' },
    ],
  ])('begins with %j as %j', (given, expected) => {
    expect(draftOf(variable(given))).toEqual({ name: 'city', hosts: '', ...expected });
  });

  it.each<[Partial<VariableDraft>, object]>([
    [{}, { name: 'city', value: 'Seoul', secret: false }],
    [{ value: '' }, { name: 'city', value: '', secret: false }],
    [
      { name: ' city ', kind: 'json', value: ' [1, null] ' },
      { name: 'city', value: [1, null], secret: false },
    ],
    [
      { kind: 'secret', value: ' s3cret ', hosts: ' a.test,b.test:81 ' },
      { name: 'city', value: ' s3cret ', secret: true, hosts: ['a.test', 'b.test:81'] },
    ],
  ])('sends %j as %j', (draft, change) => {
    expect(read(draft)).toEqual({ change });
  });

  it.each<[Partial<VariableDraft>, string[], object]>([
    [{ name: '' }, [], { name: 'nameWrong' }],
    [{ name: '2nd' }, [], { name: 'nameWrong' }],
    [{}, ['city'], { name: 'nameTaken' }],
    [{ kind: 'json', value: '{' }, [], { value: 'jsonWrong' }],
    [{ kind: 'json', value: ' ' }, [], { value: 'valueRequired' }],
    [{ kind: 'secret', value: '' }, [], { value: 'valueRequired' }],
    [{ kind: 'secret', value: 's', hosts: 'https://a.test' }, [], { hosts: 'hostsWrong' }],
    [{ value: 'x'.repeat(70_000) }, [], { value: 'tooLarge' }],
  ])('finds what is wrong with %j', (draft, taken, faults) => {
    expect(read(draft, taken)).toEqual(faults);
  });
});
