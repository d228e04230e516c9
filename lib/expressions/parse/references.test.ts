import { describe, expect, it } from 'vitest';
import { nearestName } from './names.ts';
import { referencesOf, renameStep } from './references.ts';
import { parseTemplate } from './template.ts';

function references(text: string): [string, (string | number | null)[], boolean][] {
  const parsed = parseTemplate(text);
  if (!parsed.ok || parsed.template.kind !== 'value') throw new Error('no value');
  return referencesOf(parsed.template.expression).map(({ root, path, known }) => [root, path, known]);
}

describe('referencesOf', () => {
  it.each([
    ['{{ input.a[0]["b c"].d }}', [['input', ['a', 0, 'b c', 'd'], true]]],
    [
      '{{ steps.one?.x ?? vars.V }}',
      [
        ['steps', ['one', 'x'], true],
        ['vars', ['V'], true],
      ],
    ],
    [
      '{{ steps[input.key].y }}',
      [
        ['steps', [null, 'y'], true],
        ['input', ['key'], true],
      ],
    ],
    [
      '{{ input.list.map((x, { y = steps.one }) => x.a + y + z) }}',
      [
        ['input', ['list', 'map'], true],
        ['steps', ['one'], true],
        ['z', [], false],
      ],
    ],
    [
      '{{ { input, a: run.id, [vars.K]: 1 } }}',
      [
        ['input', [], true],
        ['run', ['id'], true],
        ['vars', ['K'], true],
      ],
    ],
    ['{{ `${item.x}` }}', [['item', ['x'], true]]],
    ['{{ (input => input.a)(steps.b) }}', [['steps', ['b'], true]]],
  ])('%s', (text, expected) => {
    expect(references(text)).toEqual(expected);
  });

  it('gives the place of the chain in the text', () => {
    const parsed = parseTemplate('{{ 1 + input.a.b }}');
    if (!parsed.ok || parsed.template.kind !== 'value') throw new Error('no value');
    expect(referencesOf(parsed.template.expression)[0]).toMatchObject({ start: 7, end: 16 });
  });
});

describe('renameStep', () => {
  it.each([
    ['{{ steps.old.x }}', '{{ steps.next.x }}'],
    [
      'a {{steps.old}} b {{ steps?.old.y + steps["old"] }} steps.old',
      'a {{steps.next}} b {{ steps?.next.y + steps["next"] }} steps.old',
    ],
    ['{{ loops.old.item }}', '{{ loops.next.item }}'],
    ['{{ "steps.old" + input.steps.old + steps.older }}', '{{ "steps.old" + input.steps.old + steps.older }}'],
    ['{{ (steps => steps.old)(input) }}', '{{ (steps => steps.old)(input) }}'],
    ['{{ steps.old', '{{ steps.old'],
    ['{{ /* é 😀 */ steps.old }}', '{{ /* é 😀 */ steps.next }}'],
  ])('%s', (text, renamed) => {
    expect(renameStep(text, 'old', 'next')).toBe(renamed);
  });
});

describe('nearestName', () => {
  it.each([
    ['fecth', 'fetch'],
    ['Fetch', 'fetch'],
    ['inpt', undefined],
    ['xyz', undefined],
  ])('%s -> %s', (name, nearest) => {
    expect(nearestName(name, ['fetch', 'store'])).toBe(nearest);
  });
});
