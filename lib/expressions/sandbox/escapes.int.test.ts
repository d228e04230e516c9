import { afterAll, describe, expect, it } from 'vitest';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { createCodeSandbox } from './code-sandbox.ts';

const sandbox = createCodeSandbox({ processes: 1 });
afterAll(() => sandbox.close());

async function run(code: string, timeoutMs = 5_000): Promise<unknown> {
  const { output } = await sandbox.run({
    workspaceId: 'one',
    code,
    scope: { input: { a: 1 }, steps: {}, vars: { KEY: 'value' }, run: { id: 'run' } as never },
    now: 0,
    seed: '',
    timeoutMs,
    signal: new AbortController().signal,
    log: () => {},
  });
  return output;
}

/** What would be of use outside: each gives its type, and in an isolate none is there. */
const found = `const found = (g) => [typeof g?.process, typeof g?.require, typeof g?.Buffer, typeof g?.fetch].join();`;

/**
 * Published ways out of vm, vm2 (the CVEs), isolated-vm’s misuse, Node-RED’s and n8n’s function nodes. Each hands what it
 * got hold of to `found`, or ends in an error.
 */
const escapes: [string, string][] = [
  ['this', 'return found(this)'],
  ['globalThis', 'return found(globalThis)'],
  ['Function', 'return found(Function("return this")())'],
  ['indirect eval', 'return found((0, eval)("this"))'],
  ['AsyncFunction', 'return found(await (async () => {}).constructor("return this")())'],
  ['GeneratorFunction', 'return found((function* () {}).constructor("return this")().next().value)'],
  ['AsyncGeneratorFunction', 'return found((await (async function* () {}).constructor("return this")().next()).value)'],
  ['an argument’s constructor', 'return found(input.constructor.constructor("return this")())'],
  ['a scope’s prototype', 'return found(Object.getPrototypeOf(run).constructor.constructor("return this")())'],
  ['console', 'return found(console.log.constructor("return this")())'],
  [
    'a host error (CVE-2019-10761)',
    'const f = () => f(); try { f() } catch (e) { return found(e.constructor.constructor("return this")()) }',
  ],
  [
    'prepareStackTrace (CVE-2022-36067)',
    'globalThis.Error = { prepareStackTrace: (_, s) => s[0]?.getThis() }; const { stack } = new TypeError(); return found(stack)',
  ],
  [
    'async stack (CVE-2023-29017)',
    'Error.prepareStackTrace = (e, frames) => { globalThis.seen = frames.map((f) => f.getThis?.()); return "" }; try { await null.x } catch (e) { e.stack } return (globalThis.seen ?? [undefined]).map(found).join()',
  ],
  [
    'a proxy of an error (CVE-2023-30547)',
    'const e = new Proxy({}, { getPrototypeOf() { throw { toString() { return found(this) } } } }); try { throw e } catch (x) { return found(x?.constructor?.constructor?.("return this")()) }',
  ],
  [
    'Symbol.species of Promise (CVE-2023-37466)',
    'class P extends Promise { static get [Symbol.species]() { return function (f) { f((x) => x, (x) => x) } } } try { await P.reject(0).catch(() => 0) } catch {} return found(P.constructor("return this")())',
  ],
  [
    'inspect.custom (CVE-2023-37903)',
    'const it = { [Symbol.for("nodejs.util.inspect.custom")]: (d, o, inspect) => inspect.constructor("return process")() }; console.log(it); return found(Object(it).x)',
  ],
  ['import (CVE-2021-23449)', 'return import("child_process").then(() => "escaped", () => found())'],
  [
    'import of data',
    'return import("data:text/javascript,export default process").then((m) => typeof m.default, () => found())',
  ],
  ['require by main', 'return found(globalThis.process?.mainModule)'],
  ['process.binding', 'return typeof globalThis.process?.binding + found()'],
  [
    'arguments.callee.caller',
    'return (function () { try { return found(arguments.callee.caller?.arguments?.[0]) } catch { return found() } })()',
  ],
  ['Function.prototype.caller', 'function f() { try { return found(f.caller) } catch { return found() } } return f()'],
  ['Reflect', 'return found(Reflect.construct(Function, ["return this"])())'],
  [
    'Function.prototype.call',
    'Function.prototype.call = function () { return this }; return found(Function("return this")())',
  ],
  [
    'a getter on Object.prototype',
    'Object.defineProperty(Object.prototype, "process", { get() { return undefined } }); return found({})',
  ],
  ['a thenable', 'return found(await { then(done) { done(this.constructor.constructor("return this")()) } })'],
  ['Symbol.toPrimitive', 'return found({ [Symbol.toPrimitive]: () => this }[Symbol.toPrimitive]())'],
  ['a WeakRef', 'return found(new WeakRef(globalThis).deref())'],
  ['a realm', 'return typeof ShadowRealm + found()'],
  ['an isolate of its own', 'return typeof ivm + typeof $start.constructor("return ivm") + found()'],
  [
    'what the sandbox starts with',
    'return Object.getOwnPropertyNames(globalThis).filter((n) => /^(process|require|module|ivm|Buffer|fetch|setTimeout|postMessage|\\$install)$/.test(n)).join() + found()',
  ],
];

describe('published escapes end inside', () => {
  it.each(escapes)('%s', async (_what, code) => {
    const value = await run(`${found} ${code}`).catch((error: unknown) => {
      expect(error).toBeInstanceOf(NodeFailure);
      return 'undefined';
    });
    expect(value).toMatch(/^(undefined|function|,)+$/);
    expect(await run('return input.a + 1')).toBe(2);
  });
});

/** Whether an answer can be forged for our side: what comes out is checked as any input. */
describe('an answer that was tampered with', () => {
  it.each([
    ['JSON.stringify', 'JSON.stringify = () => "not json"; return 1'],
    ['toJSON', 'Object.prototype.toJSON = () => "forged"; return { a: 1 }'],
    ['then', 'Promise.prototype.then = function (f) { f("forged") }; return 1'],
    ['$take', 'Object.defineProperty(globalThis, "$take", { value: () => "{}" }); return 1'],
    [
      'Object.keys',
      'Object.keys = () => ["__proto__"]; Object.entries = () => [["__proto__", { polluted: 1 }]]; return { a: 1 }',
    ],
    ['Array.isArray', 'Array.isArray = () => true; return { length: 1e9 }'],
    ['a huge log', 'for (let i = 0; i < 1e5; i++) console.log(i); return 1'],
  ])('%s harms its own run alone', async (_what, code) => {
    await run(code).catch((error: unknown) => expect(error).toBeInstanceOf(NodeFailure));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(await run('return { a: [1, "x"] }')).toEqual({ a: [1, 'x'] });
  });
});

describe('bombs of every kind', () => {
  it.each([
    ['an endless loop', 'while (true);'],
    ['endless microtasks', 'const again = () => Promise.resolve().then(again); await again()'],
    ['an endless generator', 'return [...(function* () { for (;;) yield 1 })()]'],
    ['an endless getter', 'return { get a() { for (;;); } }'],
    ['an endless proxy', 'return new Proxy({}, { ownKeys() { for (;;); } })'],
    [
      'an endless toString in the log',
      'console.log({ toString() { for (;;); } }); return String({ toString() { for (;;); } })',
    ],
    ['a pattern that backtracks', '/^(\\w+\\s?)*$/.test("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")'],
    ['another', '/(x+x+)+y/.test("x".repeat(60))'],
    ['a sort that never ends', 'return [3, 1, 2].sort(() => { for (;;); })'],
    ['recursion', 'const f = (n) => f(n + 1) + f(n + 2); return f(0)'],
    ['deep JSON', 'let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return JSON.stringify(a)'],
    ['a deep result', 'let a = []; for (let i = 0; i < 500; i++) a = [a]; return a'],
    ['a deep parse', 'return JSON.parse("[".repeat(1e7) + "]".repeat(1e7))'],
    ['filled lists', 'const a = []; for (;;) a.push(new Array(1e5).fill(1))'],
    ['a huge list', 'return new Array(2 ** 32 - 1).fill(0)'],
    ['a huge text', 'return "x".repeat(2 ** 29)'],
    ['a text that doubles', 'let s = "ab"; for (;;) s = s + s.slice(0)'],
    ['a huge buffer', 'return new ArrayBuffer(2 ** 33).byteLength'],
    ['many buffers', 'const a = []; for (;;) a.push(new ArrayBuffer(2 ** 24))'],
    ['a huge BigInt', 'return String(9n ** (9n ** 9n))'],
    ['a map that grows', 'const m = new Map(); for (let i = 0; ; i++) m.set({}, "x".repeat(100) + i)'],
    ['symbols', 'const o = {}; for (let i = 0; ; i++) o[Symbol(i)] = i'],
    ['closures', 'let f = () => 1; for (;;) { const g = f; f = () => g() }'],
    ['functions', 'for (let i = 0; ; i++) Function("return " + "1+".repeat(1e5) + i)'],
    ['many promises', 'const a = []; for (;;) a.push(new Promise(() => {}))'],
    ['a result that is too large', 'return Array.from({ length: 2e6 }, (_, i) => "value " + i)'],
    ['a result that shares itself', 'let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; return a'],
    ['a date that is none', 'return new Date(NaN)'],
  ])('%s ends in a step error, and the next run is as before', { timeout: 60_000 }, async (_what, code) => {
    const failure = await run(code, 400).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(NodeFailure);
    expect((failure as NodeFailure).code).toMatch(/^(timeout|limit_exceeded|code_error|not_json)$/);
    expect(await run('return input.a + 1')).toBe(2);
  });
});
