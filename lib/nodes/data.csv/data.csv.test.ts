import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

const read = (text: string, config: object = {}): Promise<unknown> =>
  outputOf('data.csv', { operation: 'read', value: '{{ input }}', ...config }, text);
const write = (list: unknown, config: object = {}): Promise<unknown> =>
  outputOf('data.csv', { operation: 'write', value: '{{ input }}', ...config }, list);

describe('data.csv reads', () => {
  it.each([
    ['a,b\n1,x\n', [{ a: '1', b: 'x' }]],
    ['\uFEFFa;b\r\n"1;2";"say ""hi"""\r\n\r\n', [{ a: '1;2', b: 'say "hi"' }]],
    ['only\nx\n', [{ only: 'x' }]],
    ['a,b', []],
    ['', []],
  ])('%j', async (text, rows) => {
    expect(await read(text)).toEqual(rows);
  });
  it('rows as lists', async () => {
    expect(await read('1,2\n3,4', { header: false })).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });
  it.each([
    ['a,b\n1,2\n3', /row 3/],
    ['a,b\n1,"2', /row 2/],
  ])('%j: the error names the row', async (text, message) => {
    const error = await errorOf('data.csv', { operation: 'read', value: '{{ input }}' }, text);
    expect(error).toMatchObject({ code: 'csv_invalid', path: '/value' });
    expect(error.message).toMatch(message);
  });
  it('a column called __proto__ is a column', async () => {
    expect(JSON.stringify(await read('__proto__\n1'))).toBe('[{"__proto__":"1"}]');
  });
});

describe('data.csv writes', () => {
  it('the names of all objects, quoted where needed', async () => {
    expect(
      await write([
        { a: 1, b: 'x,"y"' },
        { c: [1], a: null },
      ]),
    ).toBe('a,b,c\n1,"x,""y""",\n,,[1]');
  });
  it('lists, another delimiter, no names', async () => {
    expect(await write([[1, 'x']], { delimiter: ';' })).toBe('1;x');
    expect(await write([{ a: 1 }], { header: false })).toBe('1');
  });
  it('what a spreadsheet would run is defused; numbers stay', async () => {
    expect(await write([{ a: '=1+1', b: -5, c: '@x', d: '-5' }])).toBe("a,b,c,d\n'=1+1,-5,'@x,'-5");
  });
  it('reads back what it wrote', async () => {
    const rows = [{ a: 'x\ny', b: '"', c: ' z ' }];
    expect(await read((await write(rows)) as string)).toEqual(rows);
  });
  it.each([
    ['write', 'text'],
    ['read', []],
    ['write', [1]],
  ])('%s of %j is an error at the field', async (operation, value) => {
    const error = await errorOf('data.csv', { operation, value: '{{ input }}' }, value);
    expect(error).toMatchObject({ code: 'config_invalid', path: '/value' });
  });
});
