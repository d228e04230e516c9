import { describe, expect, it } from 'vitest';
import { fieldsFromSchema } from '#lib/contracts/schema-fields.ts';
import en from '../../../messages/forms.en.json' with { type: 'json' };
import ko from '../../../messages/forms.ko.json' with { type: 'json' };
import { answerFaults } from './answer-faults.ts';
import { controlName, readAnswers } from './read-answers.ts';

const read = (property: object, texts: string[], required = false): unknown => {
  const fields = fieldsFromSchema({ properties: { it: property }, required: required ? ['it'] : [] })!;
  return readAnswers(fields, new URLSearchParams(texts.map((text) => [controlName(fields[0]!), text])))['it'];
};

describe('what was filled in', () => {
  it.each([
    [{ type: 'string' }, [' x '], 'x'],
    [{ type: 'string' }, ['  '], undefined],
    [{ type: 'string', 'x-multiline': true }, [' a\r\nb '], ' a\nb '],
    [{ type: 'string', enum: [' a '] }, [' a '], ' a '],
    [{ type: 'string', enum: ['a'] }, [''], undefined],
    [{ type: 'number' }, [' -1.5 '], -1.5],
    [{ type: 'integer' }, ['12'], 12],
    [{ type: 'number' }, ['1e3'], '1e3'],
    [{ type: 'number' }, ['0x10'], '0x10'],
    [{ type: 'number' }, ['12345678901234567890'], '12345678901234567890'],
    [{ type: 'number' }, [''], undefined],
    [{ type: 'boolean' }, ['true'], true],
    [{ type: 'boolean' }, [], false],
    [{ type: 'array' }, ['a\r\n\r\n b '], ['a', 'b']],
    [{ type: 'array', items: { type: 'integer' } }, ['1\n2\nx'], [1, 2, 'x']],
    [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, ['a', 'b'], ['a', 'b']],
    [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, [], undefined],
    [{ type: 'object' }, ['{}'], undefined],
  ])('%j with %j is %j', (property, texts, value) => {
    expect(read(property, texts)).toEqual(value);
  });

  it('a box that has to be ticked is missing if it is not', () => {
    expect(read({ type: 'boolean' }, [], true)).toBeUndefined();
  });
});

describe('what does not fit', () => {
  const fields = fieldsFromSchema({
    properties: { 'a/b': { type: 'string', format: 'email' }, n: { type: 'integer' }, ok: { type: 'boolean' } },
  })!;
  const fault = (path: string, code: string, params = {}) => ({ path, code, message: 'as the check says', params });

  it('stands at its field, the first fault of each', () => {
    const found = answerFaults(
      fields,
      [
        fault('/a~1b', 'format', { format: 'email' }),
        fault('/a~1b', 'minLength', { limit: 3 }),
        fault('/n', 'type', { type: 'integer' }),
        fault('/ok', 'required'),
        fault('', 'if'),
      ],
      en,
    );
    expect([...found.fields]).toEqual([
      ['a/b', 'Enter an e-mail address, such as name@example.com.'],
      ['n', 'Enter a whole number.'],
      ['ok', 'Please tick this.'],
    ]);
    expect(found.others).toEqual(['as the check says']);
  });

  it('names the limit, in each language', () => {
    const faults = [fault('/n', 'maximum', { limit: 5 })];
    expect(answerFaults(fields, faults, en).fields.get('n')).toBe('Enter 5 or less.');
    expect(answerFaults(fields, faults, ko).fields.get('n')).toBe('5 이하를 입력하세요.');
  });
});

it('the pages say the same in every language, with the same places', () => {
  const flat = (texts: object, prefix = ''): [string, string][] =>
    Object.entries(texts).flatMap(([key, text]: [string, unknown]) =>
      typeof text === 'string' ? [[`${prefix}${key}`, text]] : flat(text as object, `${key}.`),
    );
  const places = (texts: object) => flat(texts).map(([key, text]) => [key, (text.match(/\{\w+\}/g) ?? []).toSorted()]);
  expect(places(ko)).toEqual(places(en));
  expect(flat(ko).filter(([, text]) => !/\p{Script=Hangul}/u.test(text))).toEqual([]);
});
