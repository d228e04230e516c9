import { describe, expect, it } from 'vitest';
import { checkCode } from './check-code.ts';

describe('checkCode', () => {
  it.each([
    'return 1',
    'await null; return input',
    'const item = 1; return item',
    '',
    'return 1 // end',
    'for (const x of input) console.log(x)',
    'function f() { return 1 }\nreturn f()',
  ])('accepts %j', (code) => {
    expect(checkCode(code)).toBeNull();
  });

  it.each([
    ['return {', 1],
    ['const a = 1;\nreturn a b', 2],
    ['}); globalThis.x = 1; (async function () {', 1],
    ['} {', 1],
    ['}} + function () {{', 1],
    ['}}), (async function () {{', 1],
    ['}})(async function () {{', 1],
    ['import x from "y"', 1],
    ['let a; let a', 1],
    ['/*', 1],
    ['return `', 1],
    ['#!/bin/sh', 1],
  ])('refuses %j at line %d', (code, line) => {
    expect(checkCode(code)).toMatchObject({
      line,
      said: { message: expect.stringContaining(`line ${line}, column `), params: { line } },
    });
  });
});
