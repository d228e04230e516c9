import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../parse/template.ts';
import { compileTemplate } from './compile.ts';
import { ExpressionError } from './expression-error.ts';
import { aScope, errorOf, valueOf } from './testing/evaluate.ts';
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
    'Array(1e3).fill(Array(1e6).fill(0).map((x, i) => i)).map(x => x.sort((a, b) => b - a).sort((a, b) => a - b))',
    '[1].map(a => [1].map(b => [1].map(c => Array(1e6).fill(0).reduce((s, x) => s + x.toString(), ""))))',
    'Array(300000).fill(0).map(x => new Set(Array(10000).fill(1)))',
    '((a, f) => f(f, a, 100))([1], (f, a, n) => n ? f(f, [a, a], n - 1) : JSON.stringify(a))',
    '((a, f) => f(f, a, 100))([1], (f, a, n) => n ? f(f, [a, a], n - 1) : String(a))',
    '((a, f) => f(f, a, 100))([1], (f, a, n) => n ? f(f, [a, a], n - 1) : a.flat(Infinity))',
    '((a, f) => f(f, a, 100))([1], (f, a, n) => n ? f(f, [a, a], n - 1) : a)',
    '((a, f) => f(f, a, 199))("xx", (f, a, n) => n ? f(f, a + a, n - 1) : a)',
    '/(a|a)*b/.test("a".repeat(1e7)) || /((a{1,99}){1,9}){1,9}$/.test("a".repeat(1e6) + "b")',
    'new Map(Array(1e6).fill(0).map((x, i) => [i, i])).entries().map(x => Array(1e6).fill(0))',
    'Array(1e5).fill(0).flatMap(x => Array(1e3).fill(0))',
    'Array(1e6).fill(0).concat(Array(1e6).fill(0))',
    '[...Array(1e6), ...Array(1e6)]',
    'Array(1e3).fill(0).map(x => Math.max(...Array(1e6).fill(1)) + String.fromCharCode(...Array(1e6).fill(65)).length)',
    'Array(1e3).fill(0).map(x => "a".repeat(1e6).localeCompare("a".repeat(1e6)))',
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
