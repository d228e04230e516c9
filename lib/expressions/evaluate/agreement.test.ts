import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../parse/template.ts';
import { compileTemplate } from './compile.ts';
import { ExpressionError } from './expression-error.ts';
import { aScope, evaluate } from './testing/evaluate.ts';
import { toJson } from './to-json.ts';

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
        if (!parsed.ok) throw new Error(`${source}: ${parsed.error.said.message}`);
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
