import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { NodeFailure, type NodeScope } from '#lib/kit/node-executor.ts';
import { createCodeSandbox } from './code-sandbox.ts';

const sandbox = createCodeSandbox({ processes: 1 });
const now = Date.UTC(2026, 10, 20, 9, 30);
const scope: NodeScope = {
  input: { a: 1, list: [1, 2, 3] },
  steps: { one: { x: 'y' }, skipped: undefined },
  vars: { REGION: 'eu' },
  run: {
    id: 'run-1',
    workflowId: 'w',
    version: null,
    trigger: 'start',
    startedAt: '2026-11-20T09:30:00.000Z',
    caller: null,
  },
};

interface Options {
  workspaceId?: string;
  scope?: NodeScope;
  timeoutMs?: number;
  signal?: AbortSignal;
  seed?: string;
}

const logged: [string, string][] = [];
afterEach(() => void logged.splice(0));
afterAll(() => sandbox.close());

async function run(code: string, options: Options = {}): Promise<unknown> {
  const { output } = await sandbox.run({
    workspaceId: 'one',
    code,
    scope,
    now,
    seed: 'run/node/0',
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    log: (level, message) => logged.push([level, message]),
    ...options,
  });
  return output;
}

async function failureOf(code: string, options: Options = {}): Promise<NodeFailure> {
  try {
    await run(code, options);
  } catch (error) {
    if (error instanceof NodeFailure) return error;
    throw error;
  }
  throw new Error('The code did not fail.');
}

const childrenOf = (pid: number): number[] => {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
};
/** The sandbox's child process, found from outside. */
const sandboxPid = (): number => {
  const pid = childrenOf(process.pid).find((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('sandbox/child.ts'),
  );
  if (pid === undefined) throw new Error('There is no child.');
  return pid;
};

describe('`data.code` is ordinary sandboxed JavaScript with these names', () => {
  it('input, steps, vars and run are in scope; the body returns', async () => {
    expect(await run('return [input.a, steps.one.x, vars.REGION, run.id]')).toEqual([1, 'y', 'eu', 'run-1']);
    expect(await run('const f = async (x) => x * 2;\nreturn await Promise.all(input.list.map(f))')).toEqual([2, 4, 6]);
    expect(await run('')).toBeNull();
  });

  it('item, index and loops exist inside loops only', async () => {
    const inLoop = { ...scope, item: { id: 7 }, index: 2, loops: { rows: { item: { id: 7 }, index: 2 } } };
    expect(await run('return [item.id, index, loops.rows.index]', { scope: inLoop })).toEqual([7, 2, 2]);
    expect((await failureOf('return item')).message).toBe('ReferenceError: item is not defined (line 1)');
  });

  it('what the code threw may be tried again; syntax, limits and what is no JSON may not', async () => {
    expect((await failureOf('throw new Error("boom")')).retryable).toBe(true);
    expect((await failureOf('while (true) {}', { timeoutMs: 100 })).retryable).toBe(true);
    expect((await failureOf('return )')).retryable).toBe(false);
    expect((await failureOf('return NaN')).retryable).toBe(false);
  });

  it('a missing path throws, an unknown step is `undefined`', async () => {
    expect(await failureOf('const a = 1;\nreturn input.zip.x')).toMatchObject({
      code: 'code_error',
      details: { line: 2 },
      message: expect.stringContaining('(line 2)'),
    });
    expect(await run('return [steps.nope === undefined, steps.skipped === undefined]')).toEqual([true, true]);
  });

  it('the clock stands still at `now`, in UTC', async () => {
    expect(
      await run(
        'return [Date.now(), new Date().getTime(), new Date(2026, 0, 1).toISOString(), new Date() instanceof Date, new Date().constructor === Date]',
      ),
    ).toEqual([now, now, '2026-01-01T00:00:00.000Z', true, true]);
  });

  it('`Math.random()` is seeded by run, node, iteration', async () => {
    const code = 'return [Math.random(), Math.random()]';
    const first = (await run(code, { seed: 'a' })) as number[];
    expect(await run(code, { seed: 'a' })).toEqual(first);
    expect(await run(code, { seed: 'b' })).not.toEqual(first);
    expect(first.every((number) => number >= 0 && number < 1) && first[0] !== first[1]).toBe(true);
  });

  it('console goes to the log with its level', async () => {
    await run(
      'console.log("a", 1, { b: [2] }, undefined, null); console.warn(new Error("no")); console.error("e"); console.debug("d")',
    );
    expect(logged).toEqual([
      ['info', 'a 1 {"b":[2]} undefined null'],
      ['warn', 'Error: no'],
      ['error', 'e'],
      ['debug', 'd'],
    ]);
  });

  it('the console of a step has 64 kB, then it is cut', async () => {
    await run('for (let i = 0; i < 10000; i++) console.log("0123456789".repeat(10))');
    const bytes = logged.reduce((sum, [, message]) => sum + message.length, 0);
    expect(bytes).toBeLessThan(65 * 1024);
    expect(logged.at(-1)?.[1]).toMatch(/cut/);
  });

  it('what was logged before a timeout is kept', async () => {
    expect((await failureOf('console.log("before"); for (;;);', { timeoutMs: 2_000 })).code).toBe('timeout');
    expect(logged).toEqual([['info', 'before']]);
  });

  it.each([
    ['return {', 1],
    ['const a = 1;\n\nreturn a b', 3],
    ['}}); globalThis.x = 1; (async function () {{', 1],
  ])('a syntax error names its line: %j', async (code, line) => {
    expect(await failureOf(code)).toMatchObject({ code: 'code_error', details: { line } });
  });

  it('a thrown value and a promise that never settles are errors', async () => {
    expect((await failureOf('throw "plain"')).message).toBe('plain');
    expect((await failureOf('await new Promise(() => {})')).message).toMatch(/never settles/);
    expect((await failureOf('return Promise.reject(new TypeError("x"))')).message).toMatch(/TypeError: x/);
  });

  it('results leave by the same rules as expressions', async () => {
    expect(
      await run('return { a: undefined, b: [undefined], d: new Date(0), s: "\\ud800", ["__proto__"]: 1 }'),
    ).toEqual(JSON.parse('{"b":[null],"d":"1970-01-01T00:00:00.000Z","s":"\ufffd","__proto__":1}'));
    for (const value of [
      '0/0',
      '[() => 1]',
      '10n',
      'new Set()',
      '({ a: new Map() })',
      'new (class Point {})()',
      'Symbol()',
    ]) {
      expect((await failureOf(`return ${value}`)).code, value).toBe('not_json');
    }
    expect((await failureOf('const a = {}; a.a = a; return a')).message).toMatch(/cycle/);
    expect((await failureOf('return "x".repeat(11 * 1024 * 1024)')).code).toBe('limit_exceeded');
  });
});

describe('one run does not see another', () => {
  it('each run has a fresh context, in the same workspace too', async () => {
    await run(
      'globalThis.leak = 1; Array.prototype.map = () => "broken"; Object.prototype.polluted = 1; Math.random = 1; JSON.stringify = () => "x"',
    );
    expect(
      await run('return [typeof leak, input.list.map(x => x), ({}).polluted === undefined, typeof Math.random]'),
    ).toEqual(['undefined', [1, 2, 3], true, 'function']);
  });

  it('code that breaks its own built-ins harms only its own answer', async () => {
    for (const code of [
      'Array.isArray = () => true; Object.keys = () => ["x"]; return { a: 1 }',
      'JSON.stringify = () => "evil"; return { a: 1 }',
      'Promise.prototype.then = () => {}; return 1',
      'Object.prototype.toJSON = () => "x"; return { a: 1 }',
      'globalThis.$take = () => "{}"; return 1',
      'Object.defineProperty(Object.prototype, "state", { get: () => "done" }); return 1',
    ]) {
      await run(code).catch((error: unknown) => expect(error).toBeInstanceOf(NodeFailure));
    }
    expect(await run('return input.a')).toBe(1);
  });
});

describe('an isolate is used again, and replaced before it is full', () => {
  it('400 runs in a row leave no less memory to the last', { timeout: 180_000 }, async () => {
    for (let count = 0; count < 400; count++) await run('return input.a');
    expect(
      await run('const a = []; for (let i = 0; i < 40; i++) a.push(new Array(128 * 1024).fill(i)); return a.length'),
    ).toBe(40);
  });
});

describe('published escapes stay inside', () => {
  it.each([
    'this.constructor.constructor("return process")().pid',
    'return Function("return typeof process")()',
    'return [].constructor.constructor("return typeof require")()',
    'return Object.getOwnPropertyNames(globalThis).filter(n => /^(process|require|module|ivm|Buffer|fetch|setTimeout|\\$install)$/.test(n)).join() || "undefined"',
    'try { null.x } catch (e) { return typeof e.constructor.constructor("return this")().process }',
    'Error.prepareStackTrace = (_, frames) => frames; const e = new Error(); return (e.stack ?? []).map?.(f => typeof f.getThis?.()?.process).join() || "undefined"',
    'return await import("node:fs").then(() => "escaped", () => "undefined")',
    'return typeof WebAssembly + typeof SharedArrayBuffer + typeof Atomics',
    'const p = new Proxy({}, { getPrototypeOf: () => process }); return typeof p.constructor',
    'return typeof $start.constructor("return process")',
    'return $take.constructor("return typeof process")()',
  ])('%s', async (code) => {
    const value = await run(code).catch((error: unknown) => {
      expect(error).toBeInstanceOf(NodeFailure);
      return 'undefined';
    });
    expect(value).toMatch(/^(undefined|function|,)+$/);
  });

  it('the child has no environment, no rights and no network', () => {
    const pid = sandboxPid();
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('TZ=UTC\0NODE_ENV=production\0');
    if (process.getuid?.() === 0) {
      expect(/^Uid:\s+(.*)$/m.exec(status)?.[1]?.split('\t')).toEqual(Array(4).fill('65534'));
      expect(/^Groups:[ \t]*(.*)$/m.exec(status)?.[1]?.trim()).toBe('');
      expect(/^CapEff:\s+(\S+)$/m.exec(status)?.[1]).toBe('0000000000000000');
    }
    const ownNetwork = execFileSync('readlink', [`/proc/self/ns/net`], { encoding: 'utf8' });
    const canSeparate = ((): boolean => {
      try {
        execFileSync('unshare', process.getuid?.() === 0 ? ['--net', 'true'] : ['--user', '--net', 'true'], {
          stdio: 'ignore',
        });
        return true;
      } catch {
        return false;
      }
    })();
    if (canSeparate)
      expect(execFileSync('readlink', [`/proc/${pid}/ns/net`], { encoding: 'utf8' })).not.toBe(ownNetwork);
    const open = execFileSync('ls', [`/proc/${pid}/fd`], { encoding: 'utf8' });
    expect(open.trim().split('\n').length).toBeLessThan(40);
  });
});

it('all threads of the child come after those who serve', () => {
  const pid = sandboxPid();
  // The 19th field of the line, counted from the end of the command's name (proc(5)).
  const nicenessOf = (task: string): number => {
    const stat = readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
  };
  const own = getPriority(process.pid);
  for (const task of readdirSync(`/proc/${pid}/task`)) expect(nicenessOf(task)).toBeGreaterThan(own);
});

describe('bombs', () => {
  it.each([
    ['for (;;);', 'timeout'],
    ['await null; for (;;);', 'timeout'],
    ['for (;;) await null;', 'timeout'],
    ['/^(a+)+$/.test("a".repeat(50) + "b")', 'timeout'],
    ['const f = () => f(); f()', 'code_error'],
    ['return { get a() { for (;;); } }', 'timeout'],
    ['console.log({ toJSON() { for (;;); } })', 'timeout'],
    ['return new Proxy({}, { ownKeys() { for (;;); } })', 'timeout'],
    ['const a = []; for (;;) a.push({ a: 1, b: [1, 2] })', 'limit_exceeded|timeout'],
    ['const a = []; for (;;) a.push({ x: new Array(100).fill(0) })', 'limit_exceeded|timeout'],
    ['return Array(1e9).fill(0).length', 'limit_exceeded|timeout'],
    ['const a = []; for (;;) a.push(new Uint8Array(1e7))', 'limit_exceeded|code_error|timeout'],
    ['let s = "x"; for (;;) { s += s; s.charCodeAt(s.length - 1); }', 'limit_exceeded|code_error|timeout'],
    ['const a = []; for (;;) a.push("x".repeat(1e6) + a.length)', 'limit_exceeded|code_error|timeout'],
    ['const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })', 'limit_exceeded|code_error|timeout'],
    ['for (;;) console.log("x".repeat(1e6))', 'timeout'],
    ['Object.defineProperty(globalThis, "x", { get() { for (;;); } }); return x', 'timeout'],
  ])('%s', async (code, expected) => {
    const start = performance.now();
    expect((await failureOf(code, { timeoutMs: 800 })).code).toMatch(new RegExp(`^(${expected})$`));
    expect(performance.now() - start).toBeLessThan(6_000);
    expect(await run('return input.a + 1')).toBe(2);
  });

  it('a crash fails the guilty run; the runs beside it are computed again', async () => {
    const bomb = failureOf('return Array(1e9).fill(0).length', { workspaceId: 'bad' });
    const good = Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        run(`let n = 0; for (let i = 0; i < 3e6; i++) n += i; return ${index}`, { workspaceId: `good-${index}` }),
      ),
    );
    expect((await bomb).code).toMatch(/limit_exceeded|timeout/);
    expect(await good).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('a child that is killed is replaced', async () => {
    await run('return 1');
    const before = sandboxPid();
    process.kill(before, 'SIGKILL');
    expect(await run('return 2')).toBe(2);
    expect(sandboxPid()).not.toBe(before);
  });

  it('one workspace does not hold all places', async () => {
    const loops = Array.from({ length: 8 }, () => failureOf('for (;;);', { workspaceId: 'greedy', timeoutMs: 1_000 }));
    const start = performance.now();
    expect(await run('return 5', { workspaceId: 'modest' })).toBe(5);
    expect(performance.now() - start).toBeLessThan(900);
    await Promise.all(loops);
  }, 20_000);
});

describe('cancel', () => {
  it('by signal ends a run within a second, and the next one finds its place', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const running = run('for (;;);', { timeoutMs: 60_000, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 200);
    const start = performance.now();
    await expect(running).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await run('return 3', { timeoutMs: 1_000 })).toBe(3);
  });

  it('an aborted signal starts nothing; a waiting run leaves the queue', async () => {
    await expect(run('return 1', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
    const controller = new AbortController();
    const loops = Array.from({ length: 4 }, () => failureOf('for (;;);', { timeoutMs: 500 }));
    const waiting = run('return 1', { signal: controller.signal });
    controller.abort(new Error('waiting'));
    await expect(waiting).rejects.toThrow('waiting');
    await Promise.all(loops);
  });
});
