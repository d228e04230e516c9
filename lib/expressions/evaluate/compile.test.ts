import { describe, expect, it } from 'vitest';
import { errorOf, evaluate, valueOf } from './testing/evaluate.ts';

describe('One {{ }} and nothing else keeps the value; otherwise text', () => {
  it.each<[string, unknown]>([
    ['{{input.n}}', 4],
    ['{{ input.n }}', 4],
    [' {{input.n}}', ' 4'],
    ['{{input.n}} ', '4 '],
    ['{{input.nothing}}', null],
    ['a{{input.nothing}}b{{input.zip}}c', 'abc'],
    ['{{input.list}} {{input.people[0]}}', '[3,1,2] {"name":"Bo","age":30}'],
    ['on {{new Date()}}', 'on 2026-11-20T09:30:00.000Z'],
    ['{{true}}/{{1.5}}/{{"x"}}', 'true/1.5/x'],
    ['{{ [undefined, new Date(0)] }}.', '[null,"1970-01-01T00:00:00.000Z"].'],
    ['{{ "{{" }}', '{{'],
    ['plain', 'plain'],
  ])('%s', (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it('values are never parsed for {{ }} again', () => {
    expect(evaluate('{{input}}!', { input: '{{1+1}}' })).toBe('{{1+1}}!');
  });
});

describe('After null or undefined the rest of a chain, calls too, is undefined', () => {
  it.each([
    'input.zip.a.b',
    'input.nothing.x',
    'input.zip.a()',
    'input.nothing[0].b.c()',
    'input.zip.map(x => x.y)[0]',
    'steps.skipped.a.b()',
    'input.zip?.()',
    '(x => x.a.b)(null)',
    '(x => x())(null)',
    '(({ a: { b } }) => b)({})',
  ])('%s', (source) => {
    expect(evaluate(`{{${source}}}`)).toBeUndefined();
  });

  it('and its arguments are not evaluated', () => {
    expect(evaluate('{{ input.zip.a(inptu) }}')).toBeUndefined();
  });
});

describe('Calling what is no function on a present value is an error', () => {
  it.each([
    'input.zip()',
    'steps.skipped()',
    'input.name.zap()',
    'input.n()',
    'input.list.zap()',
    '"x".y()',
    'input.people.zap(1)',
    'Math.zap(1)',
  ])('%s', (source) => {
    expect(errorOf(source)).toMatchObject({
      code: 'expression_error',
      message: expect.stringContaining('is no function'),
    });
  });
});

describe('Only own properties and the standard methods exist', () => {
  it.each([
    'input.constructor',
    'input.__proto__',
    '"".constructor',
    '[].constructor',
    '(1).constructor',
    'true.constructor',
    '(x => x).constructor',
    'Math.constructor',
    'Object.constructor',
    'Object.prototype',
    'Array.prototype',
    'String.prototype',
    'JSON.__proto__',
    'new Date().constructor',
    'new Set([]).constructor',
    'new Map([]).__proto__',
    '/a/.constructor',
    '[].__proto__',
    '"".at.constructor',
    'Object.getPrototypeOf',
    'Object.defineProperty',
    '(x => x).call',
    '(x => x).bind',
    '"".trim.apply',
    'input.__defineGetter__',
    'input.__lookupGetter__',
    'steps.find.constructor',
  ])('%s is undefined', (source) => {
    expect(evaluate(`{{${source}}}`)).toBeUndefined();
  });

  it('`constructor` and `__proto__` are `undefined` unless the data has them', () => {
    const input = JSON.parse(
      '{"constructor": 1, "__proto__": {"a": 2}, "hasOwnProperty": 3, "toString": 4}',
    ) as unknown;
    expect(
      valueOf('[input.constructor, input.__proto__.a, input["hasOwnProperty"], input.toString]', { input }),
    ).toEqual([1, 2, 3, 4]);
    expect(evaluate('{{input}}!', { input: { toString: 1, valueOf: 2, toJSON: 3 } })).toBe(
      '{"toString":1,"valueOf":2,"toJSON":3}!',
    );
    expect(valueOf('"" + input', { input: { toString: 1 } })).toBe('[object Object]');
  });

  it('`__proto__` is an ordinary key', () => {
    expect(JSON.stringify(valueOf('({ __proto__: { a: 1 }, ["__proto__"]: 2 })'))).toBe('{"__proto__":2}');
    expect(JSON.stringify(valueOf('Object.fromEntries([["__proto__", { polluted: 1 }]])'))).toBe(
      '{"__proto__":{"polluted":1}}',
    );
    expect(JSON.stringify(valueOf('({ ...JSON.parse(input) })', { input: '{"__proto__": {"polluted": 1}}' }))).toBe(
      '{"__proto__":{"polluted":1}}',
    );
    expect(
      JSON.stringify(
        valueOf('Object.assign({}, JSON.parse(input)).polluted ?? null', { input: '{"__proto__": {"polluted": 1}}' }),
      ),
    ).toBe('null');
    expect(JSON.stringify(valueOf('Object.groupBy([1], x => "__proto__")'))).toBe('{"__proto__":[1]}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('Data is read-only', () => {
  it.each<[string, unknown]>([
    ['input.list.sort()', [1, 2, 3]],
    ['input.list.reverse()', [2, 1, 3]],
    ['input.list.fill(0)', [0, 0, 0]],
    [
      '[input.list.sort(), input.list]',
      [
        [1, 2, 3],
        [3, 1, 2],
      ],
    ],
    ['Object.assign(input.people[0], { age: 1 })', { name: 'Bo', age: 1 }],
  ])('%s gives a copy', (source, expected) => {
    const input = Object.freeze({
      list: Object.freeze([3, 1, 2]),
      people: Object.freeze([Object.freeze({ name: 'Bo', age: 30 })]),
    });
    expect(valueOf(source, { input })).toEqual(expected);
  });

  it.each([
    'input.list.push(1)',
    'input.list.pop()',
    'input.list.shift()',
    'input.list.unshift(1)',
    'input.list.splice(0, 1)',
    'new Set([1]).add(2)',
    'new Map([]).set(1, 2)',
    'new Date().setHours(1)',
  ])('%s is an error', (source) => {
    expect(errorOf(source)).toMatchObject({
      code: 'expression_error',
      message: expect.stringContaining('read-only'),
      hint: expect.any(String),
    });
  });
});

describe("`Date.now()` is the step's `startedAt`, zone UTC, language en-US", () => {
  it.each<[string, unknown]>([
    ['Date.now()', Date.UTC(2026, 10, 20, 9, 30)],
    ['new Date()', '2026-11-20T09:30:00.000Z'],
    ['new Date().getHours()', 9],
    ['new Date().getTimezoneOffset()', 0],
    ['new Date(2026, 0, 31)', '2026-01-31T00:00:00.000Z'],
    ['new Date("2026-01-31")', '2026-01-31T00:00:00.000Z'],
    ['new Date("2026-01-31T10:00")', '2026-01-31T10:00:00.000Z'],
    ['new Date("2026-01-31T10:00:00+02:00")', '2026-01-31T08:00:00.000Z'],
    ['new Date("Jan 31, 2026")', '2026-01-31T00:00:00.000Z'],
    ['new Date("Sat, 31 Jan 2026 10:00:00 GMT")', '2026-01-31T10:00:00.000Z'],
    ['String(new Date(0))', 'Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)'],
    ['new Date(0).toDateString()', 'Thu Jan 01 1970'],
    ['new Date(0).toLocaleDateString()', '1/1/1970'],
    ['new Date(0).toLocaleString()', '1/1/1970, 12:00:00 AM'],
    ['new Date(0).toLocaleDateString("en-GB", { month: "long", year: "numeric" })', 'January 1970'],
    ['(1234567.891).toLocaleString()', '1,234,567.891'],
    ['["b", "a", "C", "ä"].sort((x, y) => x.localeCompare(y))', ['a', 'ä', 'b', 'C']],
    ['new Date(5) - new Date(2)', 3],
    ['new Date(5) > new Date(2)', true],
  ])('%s', (source, expected) => {
    expect(valueOf(source)).toEqual(expected);
  });
});

describe('Another name, or an unknown member of steps, vars, run, loops, is an error that offers the nearest', () => {
  it.each([
    ['inptu.x', 'Did you mean input?'],
    ['steps.fnid', 'Did you mean find?'],
    ['steps["fnid"]', 'Did you mean find?'],
    ['(s => s.fnid)(steps)', 'Did you mean find?'],
    ['vars.REGOIN', 'Did you mean REGION?'],
    ['run.di', 'Did you mean id?'],
    ['loops.roww', 'Did you mean rows?'],
    ['process', undefined],
    ['globalThis', undefined],
    ['window', undefined],
    ['require("fs")', undefined],
    ['eval("1")', undefined],
    ['Function("return 1")', undefined],
    ['arguments', undefined],
    ['Symbol.iterator', undefined],
    ['Reflect', undefined],
    ['Proxy', undefined],
    ['Promise', undefined],
    ['BigInt(1)', undefined],
    ['steps.constructor', undefined],
    ['vars.__proto__', undefined],
  ])('%s', (source, hint) => {
    const error = errorOf(source, { item: 1, index: 0, loops: { rows: { item: 1, index: 0 } } });
    expect(error.code).toBe('expression_error');
    if (hint !== undefined) expect(error.hint).toBe(hint);
  });

  it('steps.K is undefined if it was not reached, an error if it is not upstream', () => {
    const upstream = (key: string): boolean => key === 'later';
    expect(evaluate('{{steps.skipped}}')).toBeUndefined();
    expect(evaluate('{{steps.later}}', { upstream })).toBeUndefined();
    expect(errorOf('steps.other', { upstream }).message).toMatch(/not a step before/);
    expect(errorOf('steps.other').message).toMatch(/no step "other"/);
  });

  it('outside loops item, index and loops do not exist', () => {
    for (const name of ['item', 'index', 'loops']) expect(errorOf(name).message).toMatch(/only inside a loop/);
    expect(
      valueOf('[item, index, loops.rows.index]', { item: 'x', index: 2, loops: { rows: { item: 'x', index: 2 } } }),
    ).toEqual(['x', 2, 2]);
  });
});

describe('Allowed', () => {
  it.each<[string, unknown]>([
    ['`${input.name}: ${input.n * 2}`', 'Ada: 8'],
    [
      'input.people.filter(p => p.age > 25).map(({ name, ...rest }) => ({ name, rest }))',
      [{ name: 'Bo', rest: { age: 30 } }],
    ],
    ['[...input.list, ..."ab"]', [3, 1, 2, 'a', 'b']],
    ['({ ...input.people[0], age: 1 })', { name: 'Bo', age: 1 }],
    ['Math.max(...input.list)', 3],
    ['input.list.reduce((sum, x) => sum + x, 0)', 6],
    ['(([a, , b = 9, ...c], { d: { e } = { e: 5 } }) => [a, b, c, e])([1, 2, undefined, 4], {})', [1, 9, [4], 5]],
    ['(a => b => a + b)(1)(2)', 3],
    ['input?.nested?.a?.b?.[0]?.c', 'deep'],
    ['input.zip ?? "none"', 'none'],
    ['input.n > 3 ? "big" : "small"', 'big'],
    ['typeof input.list + typeof (x => x) + typeof Math.abs', 'objectfunctionfunction'],
    ['"name" in input', true],
    ['"toString" in input', false],
    ['[1] instanceof Array', true],
    ['new Date() instanceof Date', true],
    ['[...new Set([1, 1, 2])]', [1, 2]],
    ['new Map([["a", 1]]).get("a")', 1],
    ['new Set([1]).size', 1],
    ['"a1b22".match(/\\d+/g)', ['1', '22']],
    ['"2026-11-20".match(/(?<y>\\d+)-(\\d+)/).groups.y', '2026'],
    ['"a-b".replace(/(\\w)-(\\w)/, "$2-$1")', 'b-a'],
    ['"abc".replaceAll("b", x => x.toUpperCase())', 'aBc'],
    ['"a, b;c".split(/[,;]\\s*/)', ['a', 'b', 'c']],
    ['/^a.c$/i.test("ABC")', true],
    ['[..."a1".matchAll(/\\d/g)][0].index', 1],
    [
      'Object.entries(input.people[0])',
      [
        ['name', 'Bo'],
        ['age', 30],
      ],
    ],
    ['Object.groupBy([1, 2, 3], x => x % 2 ? "odd" : "even")', { odd: [1, 3], even: [2] }],
    ['JSON.parse("[1]")', [1]],
    ['JSON.stringify({ a: [1, x => 1], b: x => 1 }, null, 1)', '{\n "a": [\n  1,\n  null\n ]\n}'],
    ['["1", "2"].map(Number)', [1, 2]],
    ['[1, "x", null].map(String)', ['1', 'x', 'null']],
    ['["a"].map(x => x.toUpperCase)[0] === "".toUpperCase', true],
    ['encodeURIComponent("a b&c")', 'a%20b%26c'],
    ['parseInt("12px") + parseFloat("1.5")', 13.5],
    ['Array.from({ length: 3 }, (_, i) => i)', [0, 1, 2]],
    ['[[1], [2, [3]]].flat(Infinity)', [1, 2, 3]],
    ['"x" + [1, [2, 3]] + {} + null', 'x1,2,3[object Object]null'],
    ['[3, 20, 100].sort()', [100, 20, 3]],
    ['input.list.toSpliced(0, 1)', [1, 2]],
    ['[1, 2].includes(2) && !"abc".includes("z")', true],
    ['[1,,2].length', 3],
  ])('%s', (source, expected) => {
    expect(valueOf(source)).toEqual(expected);
  });
});

describe('a failing built-in is an expression error', () => {
  it.each([
    'JSON.parse("{")',
    '"x".repeat(-1)',
    '(1).toFixed(200)',
    'decodeURIComponent("%")',
    'new Date("no").toISOString()',
    '[].reduce((a, b) => a)',
    '[...5]',
    '[1].map(5)',
    '"a" in 5',
    '1 instanceof 2',
    'Object.keys(null)',
    '"x".match("(")',
    '"a".normalize("x")',
    '(1).toLocaleString("no such language!")',
    '"" + (x => x)',
  ])('%s', (source) => {
    expect(errorOf(source).code).toBe('expression_error');
  });
});
