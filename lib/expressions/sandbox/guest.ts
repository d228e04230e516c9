import type { createJsonRules, JsonFault } from '../evaluate/json-rules.ts';

/** Settings of one run, as the guest gets them (JSON text). */
export interface GuestSettings {
  now: number;
  seed: string;
  parameters: string[];
  consoleChars: number;
  valueDepth: number;
  valueBytes: number;
}

/** What the guest answers (JSON text). `json` is the text of the result. */
export type GuestAnswer = { logs: [level: string, message: string][] } & (
  | { state: 'done'; json: string }
  | { state: 'refused'; code: 'not_json' | 'limit_exceeded'; fault: JsonFault }
  | { state: 'failed'; message: string; line: number | null }
  | { state: 'pending' }
);

/**
 * Prepares a fresh context: clock, randomness, console, and two fixed names, `$start` (given the tenant's function)
 * and `$take` (gives the answer as text). Its own text is installed in the isolate, so it refers to nothing outside
 * itself but standard built-ins. Nothing here is a boundary: the tenant may take it apart and harm only its own run.
 */
export function installGuest(settingsText: string, scopeText: string, jsonRules: typeof createJsonRules): void {
  const settings = JSON.parse(settingsText) as GuestSettings;
  const { parse, stringify } = JSON;
  const { defineProperty } = Object;
  const toText = String;
  const logs: [string, string][] = [];
  let answer: Record<string, unknown> = { state: 'pending' };
  let consoleLeft = settings.consoleChars;

  class LeaveError extends Error {
    readonly code: string;
    readonly fault: JsonFault;
    constructor(code: string, fault: JsonFault) {
      super();
      this.code = code;
      this.fault = fault;
    }
  }

  function fix(name: string, value: unknown): void {
    defineProperty(globalThis, name, { value, writable: false, enumerable: false, configurable: false });
  }

  /** The clock stands still at the step's start. */
  function installClock(): void {
    const RealDate = Date;
    const GuestDate = function (this: unknown, ...args: unknown[]): unknown {
      if (new.target === undefined) return new RealDate(settings.now).toString();
      return Reflect.construct(RealDate, args.length === 0 ? [settings.now] : args, new.target);
    };
    Object.defineProperties(GuestDate, {
      prototype: { value: RealDate.prototype, writable: false },
      name: { value: 'Date' },
      length: { value: 7 },
      now: { value: () => settings.now, writable: true, configurable: true },
      parse: { value: RealDate.parse, writable: true, configurable: true },
      UTC: { value: RealDate.UTC, writable: true, configurable: true },
    });
    RealDate.prototype.constructor = GuestDate as unknown as DateConstructor;
    globalThis.Date = GuestDate as unknown as DateConstructor;
  }

  /** Mulberry32 over an FNV-1a hash of the seed: the same numbers each time the step is computed. */
  function installRandom(): void {
    let state = 0x811c9dc5;
    for (let at = 0; at < settings.seed.length; at++)
      state = Math.imul(state ^ settings.seed.charCodeAt(at), 0x01000193);
    const { imul } = Math;
    Math.random = () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }

  function shown(value: unknown): string {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return toText(value);
    if (typeof value !== 'object' || value === null) return toText(value);
    try {
      return stringify(value) ?? toText(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  }

  function installConsole(): void {
    const levels = { debug: 'debug', trace: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' };
    const guestConsole: Record<string, unknown> = {};
    for (const [name, level] of Object.entries(levels)) {
      guestConsole[name] = (...values: unknown[]): void => {
        if (consoleLeft <= 0) return;
        const message = values.map(shown).join(' ');
        logs.push([level, message.length > consoleLeft ? message.slice(0, consoleLeft) : message]);
        consoleLeft -= message.length + 1;
        if (consoleLeft <= 0) logs.push(['warn', 'The log is cut: a step may write 64 kB.']);
      };
    }
    globalThis.console = guestConsole as unknown as Console;
  }

  function lineOf(error: unknown): number | null {
    const stack = error instanceof Error ? toText(error.stack) : '';
    const match = /code\.js:(\d+)/.exec(stack);
    return match ? Number(match[1]) : null;
  }

  function fail(error: unknown): void {
    if (error instanceof LeaveError) answer = { state: 'refused', code: error.code, fault: error.fault };
    else answer = { state: 'failed', message: shown(error), line: lineOf(error) };
  }

  const rules = jsonRules(
    (code, fault) => {
      throw new LeaveError(code, fault);
    },
    () => false,
    { depth: settings.valueDepth, bytes: settings.valueBytes },
  );

  function start(run: (...values: unknown[]) => Promise<unknown>): void {
    const scope = parse(scopeText) as Record<string, unknown>;
    run(...settings.parameters.map((name) => scope[name])).then((value) => {
      try {
        answer = { state: 'done', json: stringify(rules(value)) };
      } catch (error) {
        fail(error);
      }
    }, fail);
  }

  installClock();
  installRandom();
  installConsole();
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics']) Reflect.deleteProperty(globalThis, name);
  fix('$start', start);
  fix('$take', () => stringify({ ...answer, logs }));
}
