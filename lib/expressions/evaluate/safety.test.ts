import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../parse/template.ts';
import { compileTemplate } from './compile.ts';
import { ExpressionError } from './expression-error.ts';
import { aScope, errorOf, evaluate, valueOf } from './testing/evaluate.ts';
import { toJson } from './to-json.ts';

/** Published ways out of JavaScript sandboxes (vm, vm2, safe-eval, static-eval, n8n, jsonpath), as expressions. */
const escapes = [
  'this.constructor.constructor("return process")()',
  '(() => {}).constructor("return process")()',
  '"".constructor.constructor("return process")()',
  '[].constructor.constructor("return globalThis")()',
  '[]["filter"]["constructor"]("return this")()',
  '[]["fil" + "ter"]["const" + "ructor"]("return this")()',
  '(x => x)["constructor"]("return process.env")()',
  'Object.getPrototypeOf(() => {}).constructor("return 1")()',
  'Object.getOwnPropertyDescriptor(Object, "x")',
  'Object["__proto__"]["constructor"]("return 1")()',
  '"".sub.constructor("return 1")()',
  'Array.from.constructor("return 1")()',
  'JSON.parse.constructor("return 1")()',
  'Math.max.call.constructor("return 1")()',
  '[].map.constructor("return 1")()',
  'Date.constructor("return 1")()',
  'new Date().getTime.constructor("return 1")()',
  '"a".replace("a", (0, eval))',
  '"a".replace("a", eval)',
  '["return 1"].map(Function)',
  '["constructor"].reduce((o, k) => o[k], [])("return 1")()',
  'Object.entries([].constructor)',
  'input.__defineGetter__("x", () => 1)',
  'input.__proto__.polluted = 1',
  'Object.assign(input.__proto__, { polluted: 1 })',
  'Object.assign([].__proto__, { polluted: 1 })',
  'Object.assign(Object.prototype, { polluted: 1 })',
  'Object.assign(Array.prototype ?? input, { polluted: 1 })',
  'Object.setPrototypeOf(input, null)',
  'JSON.parse("{\\"__proto__\\": {\\"polluted\\": 1}}")',
  'JSON.parse("[1]", Function)',
  'Reflect.construct(Function, ["return 1"])()',
  'new Proxy({}, {})',
  'Symbol.for("x")',
  '({ toString: () => "x" }) + ""',
  '({ valueOf: () => 1 }) + 1',
  '[{ toString: x => x.constructor }].join()',
  '`${{ toString: () => process }}`',
  '({}).toString.constructor("return 1")()',
  '({ toJSON: () => process.env })',
  'JSON.stringify({ toJSON: x => x.constructor })',
  '[1].sort.call(null)',
  'Array.from({ length: 1, 0: Function })',
  'Map.groupBy([1], x => Function)',
  'process.mainModule.require("child_process")',
  'globalThis.process',
  'global.process',
  'import("node:fs")',
  'require("fs")',
  'async () => 1',
  'new Function("return 1")()',
  'new (() => {}).constructor("return 1")',
  'String.raw`${1}`',
  'arguments.callee.caller',
  '(x => x).caller',
  'Error.prepareStackTrace',
  '"".matchAll.constructor',
  '/a/.exec.constructor("return 1")()',
  '"x".at.bind.call.constructor("1")',
  'steps.constructor.constructor("return 1")()',
  'run.constructor.constructor("return process")()',
  'vars.__proto__.__proto__',
  'input.hasOwnProperty.constructor("return 1")()',
];

describe('published escapes', () => {
  it.each(escapes)('%s', (source) => {
    const parsed = parseTemplate(`{{${source}}}`);
    if (parsed.ok) {
      try {
        const value = toJson(compileTemplate(parsed.template).evaluate(aScope()));
        // What does evaluate is plain data and nothing of the host.
        expect(JSON.stringify(value) ?? 'null').not.toMatch(/native code|PATH|pid/);
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
      }
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(([] as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('functions of the host in data are neither called nor given out', () => {
    const input = { run: () => 'called', list: [process.exit] };
    expect(errorOf('input.run()', { input }).message).toMatch(/no function/);
    expect(errorOf('input.list.map(f => f(1))', { input }).message).toMatch(/no function/);
    expect(errorOf('[1].map(input.run)', { input }).message).toMatch(/needs a function/);
    expect(errorOf('input', { input }).code).toBe('not_json');
  });
});

describe('resource bombs end with limit_exceeded, soon', () => {
  it.each([
    '(f => f(f))(f => f(f))',
    '(f => f(f) + f(f))(f => f(f) + f(f))',
    '"x".repeat(1e9)',
    '"x".padEnd(1e9)',
    '"x".padStart(2 ** 31)',
    'Array(1e9)',
    'Array(1e9).fill(0)',
    'Array.from({ length: 1e9 }, () => 0)',
    'Array(1e6).fill(Array(1e6).fill(0)).flat()',
    'Array(1e6).fill("x".repeat(1000)).join("")',
    '"x".repeat(1e6).split("").map(x => "y".repeat(1e6)).join()',
    '"a".repeat(1e6).replaceAll("a", "b".repeat(1e4))',
    '"a".repeat(1e5).replace(/a/g, "$`")',
    '"a".repeat(5e6).replaceAll("", "$\'$`")',
    'Array(1e5).fill(0).map(x => Array(1e5).fill(0).map(y => y))',
    'Array(1e6).fill(0).map((x, i) => i).sort((a, b) => b - a).sort((a, b) => a - b).sort((a, b) => b - a)',
    '[1].map(a => [1].map(b => [1].map(c => Array(1e6).fill(0).reduce((s, x) => s + x.toString(), ""))))',
    'Array(300000).fill(0).map(x => new Set(Array(10000).fill(1)))',
    '((a, f) => f(f, a, 100))([1], (f, a, n) => n ? f(f, [a, a], n - 1) : JSON.stringify(a))',
    '((a, f) => f(f, a, 100))([1], (f, a, n) => n ? f(f, [a, a], n - 1) : String(a))',
    '((a, f) => f(f, a, 100))([1], (f, a, n) => n ? f(f, [a, a], n - 1) : a.flat(Infinity))',
    '((a, f) => f(f, a, 100))([1], (f, a, n) => n ? f(f, [a, a], n - 1) : a)',
    '((a, f) => f(f, a, 199))("xx", (f, a, n) => n ? f(f, a + a, n - 1) : a)',
    '/(a|a)*b/.test("a".repeat(1e7)) || /((a{1,99}){1,9}){1,9}$/.test("a".repeat(1e6) + "b")',
    'new Map(Array(1e6).fill([1, 2])).entries().map(x => Array(1e6).fill(0))',
    'Array(1e5).fill(0).flatMap(x => Array(1e3).fill(0))',
    'Array(1e6).fill(0).concat(Array(1e6).fill(0))',
    '[...Array(1e6), ...Array(1e6)]',
    'Math.max(...Array(1e6).fill(1)) + String.fromCharCode(...Array(1e6).fill(65)).length + Array(9e5).fill(0).map(x => x).length',
    '"a".repeat(1e6).localeCompare("a".repeat(1e6)) + Array(1e6).fill(0).map(x => "a".localeCompare("b"))',
  ])('%s', (source) => {
    const start = performance.now();
    expect(errorOf(source).code).toBe('limit_exceeded');
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(valueOf('1 + 1')).toBe(2);
  });

  it('a pattern that blows up elsewhere is linear', () => {
    expect(valueOf('/^(a+)+$/.test("a".repeat(5000) + "b")')).toBe(false);
    expect(valueOf('/(x+x+)+y/.test("x".repeat(5000))')).toBe(false);
  });

  it('calls may nest 200 deep', () => {
    expect(valueOf('((f, n) => f(f, n))((f, n) => n === 0 ? 0 : 1 + f(f, n - 1), 198)')).toBe(198);
    expect(errorOf('((f, n) => f(f, n))((f, n) => n === 0 ? 0 : 1 + f(f, n - 1), 300)').message).toMatch(/200 deep/);
  });
});

/** Sources of a subset in which we promise JavaScript's own results, on data whose chains never meet null. */
const { expression } = fc.letrec<{ expression: string; leaf: string; list: string; text: string; number: string }>(
  (tie) => ({
    leaf: fc.oneof(
      fc.integer({ min: -9, max: 9 }).map((n) => `(${n})`),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => `(${JSON.stringify(n)})`),
      fc.constantFrom(
        'true',
        'false',
        'null',
        'undefined',
        '""',
        '"ab c"',
        '"10"',
        'input.n',
        'input.name',
        'input.list',
        'input.obj',
        'NaN',
      ),
    ),
    number: fc.oneof(
      fc.integer({ min: 0, max: 9 }).map(String),
      fc.tuple(tie('list')).map(([list]) => `${list}.length`),
      fc
        .tuple(
          tie('number'),
          fc.constantFrom('+', '-', '*', '/', '%', '**', '|', '&', '^', '<<', '>>', '>>>'),
          tie('number'),
        )
        .map(([a, op, b]) => `((${a}) ${op} (${b}))`),
      fc
        .tuple(
          fc.constantFrom('Math.floor', 'Math.abs', 'Math.sign', 'Number', 'parseInt', 'Math.round'),
          tie('expression'),
        )
        .map(([f, a]) => `${f}(${a})`),
    ),
    text: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 5 }).map((text) => JSON.stringify(text)),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => '`${' + a + '}-${' + b + '}`'),
      fc
        .tuple(
          tie('text'),
          fc.constantFrom(
            'toUpperCase()',
            'trim()',
            'slice(1)',
            'slice(-2)',
            'split("").reverse().join("")',
            'padStart(4, "*")',
            'repeat(2)',
            'charAt(0)',
            'replace("a", "$&b")',
            'concat(1, null)',
            'at(-1)',
            'substring(2, 0)',
            'substr(-2, 1)',
            'indexOf("b")',
            'normalize("NFD")',
            'codePointAt(0)',
          ),
        )
        .map(([text, call]) => `String(${text}.${call})`),
    ),
    list: fc.oneof(
      fc.array(tie('expression'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
      fc
        .tuple(
          tie('list'),
          fc.constantFrom(
            'map((x, i) => [i, x])',
            'filter(x => x)',
            'slice(1)',
            'concat([1], 2)',
            'flat()',
            'toReversed()',
            'sort()',
            'map(x => typeof x)',
            'map(String)',
            'flatMap(x => [x, x])',
            'entries().toArray?.() ?? []',
          ),
        )
        .map(([list, call]) => (call.startsWith('entries') ? `[...${list}.keys()]` : `${list}.${call}`)),
      fc.tuple(tie('list'), tie('list')).map(([a, b]) => `[...${a}, ...${b}]`),
      fc
        .tuple(tie('text'), fc.constantFrom('split("")', 'split("a")', 'split(/b|c/)', 'match(/[a-c]+/g) ?? []'))
        .map(([text, call]) => `(${text}.${call})`),
    ),
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      tie('leaf'),
      tie('number'),
      tie('text'),
      tie('list'),
      fc
        .tuple(
          tie('expression'),
          fc.constantFrom('+', '===', '!==', '==', '!=', '<', '<=', '>', '>=', '&&', '||', '-', '*'),
          tie('expression'),
        )
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc
        .tuple(fc.constantFrom('!', '-', '+', '~', 'typeof ', 'void '), tie('expression'))
        .map(([op, a]) => `(${op}${a})`),
      fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc
        .tuple(tie('expression'), tie('expression'))
        .map(([a, b]) => `({ a: ${a}, ["b" + 1]: ${b}, ...${'{ c: 1 }'} })`),
      fc
        .tuple(tie('expression'), tie('expression'))
        .map(([a, b]) => `(([x, { y = 5, ...z } = {}]) => [z, y, x])([${a}, { y: ${b}, w: 1 }])`),
      fc
        .tuple(tie('list'), tie('expression'))
        .map(([list, start]) => `${list}.reduce((sum, x) => sum + String(x), ${start})`),
      fc.tuple(tie('expression')).map(([a]) => `JSON.stringify([${a}])`),
      fc.tuple(tie('list')).map(([list]) => `Object.entries(${list})`),
    ),
  }),
);

describe('agreement with JavaScript', () => {
  it('on a generated subset the result is the same', () => {
    const scope = aScope({ input: { n: 4, name: 'Ada b', list: [3, 'b', null, 1.5], obj: { k: [1], 'a b': 'x' } } });
    // The reference: the engine itself, in a test only.
    const reference = (source: string): unknown =>
      (new Function('input', `"use strict"; return (${source});`) as (input: unknown) => unknown)(
        structuredClone(scope.input),
      );
    fc.assert(
      fc.property(expression, (source) => {
        const parsed = parseTemplate(`{{${source}}}`);
        if (!parsed.ok) throw new Error(`${source}: ${parsed.error.message}`);
        let expected: unknown;
        try {
          expected = reference(source);
        } catch {
          // JavaScript throws where we may be more lenient (after null) or throw too.
          try {
            compileTemplate(parsed.template).evaluate(scope);
          } catch (error) {
            expect(error).toBeInstanceOf(ExpressionError);
          }
          return;
        }
        expect(compileTemplate(parsed.template).evaluate(scope)).toStrictEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  }, 30_000);

  it('evaluating never throws anything but ExpressionError', () => {
    const names = [
      'input',
      'steps',
      'vars',
      'run',
      'item',
      'Math',
      'JSON',
      'Object',
      'Array',
      'Number',
      'String',
      'Date',
      'Set',
      'Map',
      'x',
      'isNaN',
      'encodeURI',
      'decodeURI',
      'null',
      '/a/g',
      '"é"',
      '(-1)',
      '[1,[2]]',
      '({a:1})',
      '(x => x)',
    ];
    const members = [
      'length',
      'constructor',
      '__proto__',
      'toString',
      'map',
      'from',
      'keys',
      'entries',
      'assign',
      'parse',
      'stringify',
      'sort',
      'flat',
      'find',
      'replace',
      'split',
      'match',
      'matchAll',
      'localeCompare',
      'toFixed',
      'toISOString',
      'now',
      'UTC',
      'max',
      'call',
      'apply',
      'with',
      'at',
      'fill',
      'join',
      'repeat',
      'get',
      'has',
      'union',
      'test',
      'exec',
      'toLocaleString',
      'groupBy',
      'fromCodePoint',
      'normalize',
      'reduce',
      'copyWithin',
      'toSpliced',
    ];
    const argument = fc.constantFrom(
      '',
      ...names,
      '1e99',
      'NaN',
      '[]',
      '{}',
      '"\\ud800"',
      '{ length: -1 }',
      '(a, b) => b',
      'undefined',
    );
    const chain = fc.tuple(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.constantFrom(...members), fc.array(argument, { maxLength: 3 }), fc.boolean()), {
        minLength: 1,
        maxLength: 3,
      }),
    );
    fc.assert(
      fc.property(chain, ([root, calls]) => {
        const source =
          root +
          calls
            .map(
              ([name, args, called]) => `.${name}${called ? `(${args.filter((arg) => arg !== '').join(', ')})` : ''}`,
            )
            .join('');
        try {
          toJson(evaluate(`{{${source}}}`));
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw new Error(`${source}: ${String(error)}`);
        }
      }),
      { numRuns: 5_000 },
    );
  }, 30_000);
});
