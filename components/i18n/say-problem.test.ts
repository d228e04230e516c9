import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Params } from '#lib/shared/fill-text.ts';
import { errorCodes } from '#lib/shared/error-codes.ts';
import { hint, say, texts } from '#lib/shared/say.ts';
import { words } from '#lib/shared/texts/words.ts';
import { problemTextsOf } from './catalogues.ts';
import { sayHttpProblem, sayProblem } from './say-problem.ts';

const korean = problemTextsOf('ko')!;
const root = path.join(import.meta.dirname, '../..');

function placesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();
}

describe('the Korean of problems and errors', () => {
  it('has every text of the product, and no other', () => {
    expect(Object.keys(korean.texts).sort()).toEqual(Object.keys(texts).sort());
    expect(Object.keys(texts).length).toBeGreaterThan(300);
  });

  it('has the same places in each text', () => {
    const wrong = Object.entries(texts).filter(
      ([key, english]) => placesOf(english).join() !== placesOf(korean.texts[key] ?? '').join(),
    );
    expect(wrong).toEqual([]);
  });

  it('has every code of an HTTP problem, and every kind of value', () => {
    expect(Object.keys(korean.codes).sort()).toEqual(Object.keys(errorCodes).sort());
    expect(Object.keys(korean.words).sort()).toEqual(Object.keys(words).sort());
  });

  it('is Korean', () => {
    const bare = Object.entries({ ...korean.texts, ...korean.codes }).filter(
      ([, text]) => !/\p{Script=Hangul}/u.test(text) && text.replace(/\{\w+\}/g, '') !== '',
    );
    expect(bare).toEqual([]);
  });
});

describe('failures of steps', () => {
  /** The first words of each `new NodeFailure(code, 'text')`: other people's words come as variables. */
  function literalFailures(file: string): string[] {
    const code = readFileSync(file, 'utf8');
    if (!code.includes('new NodeFailure(')) return [];
    const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
      const text = ts.isNewExpression(node) && node.expression.getText() === 'NodeFailure' && node.arguments?.[1];
      if (text && (ts.isStringLiteralLike(text) || ts.isTemplateExpression(text))) found.push(text.getText());
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found.map((text) => `${path.relative(root, file)}: ${text}`);
  }

  it('take our own words from the texts', () => {
    const files = ['lib', 'workers'].flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|testing\/|conformance/.test(name))
        .map((name) => path.join(root, folder, name)),
    );
    expect(files.length).toBeGreaterThan(500);
    // What the tenant's own code threw, with its line.
    expect(files.flatMap(literalFailures)).toEqual([
      'lib/expressions/sandbox/code-sandbox.ts: `${message} (line ${line})`',
    ]);
  });
});

describe('sayProblem', () => {
  const missing = { ...hint(say('missing'), 'hint_fill_in') };
  const problem = {
    message: `Node "get", field "url": ${missing.message}`,
    hint: missing.hint,
    params: { ...missing.params, node: 'get', field: 'url' },
  };

  it('is what came, in English', () => {
    expect(sayProblem(problem, null)).toEqual({ message: 'Node "get", field "url": is missing', hint: 'Fill it in' });
  });

  it('says place, text and hint', () => {
    expect(sayProblem(problem, korean)).toEqual({
      message: '노드 "get", "url" 필드: 값이 없습니다',
      hint: '값을 입력하세요',
    });
  });

  it('names the node once, if the text does', () => {
    expect(sayProblem(say('unreachable', { node: 'get' }), korean).message).toMatch(/^활성 트리거에서 노드 "get"/);
  });

  it('has words for kinds of values', () => {
    const said = say('expected_got', { expected: ['text', 'number'], got: 'list' });
    expect(said.message).toBe('expected a text or a number, got a list');
    expect(sayProblem(said, korean).message).toBe('텍스트 또는 숫자 값이 필요한데 목록입니다');
    expect(sayProblem(say('expected_got', { expected: 'text', got: 'number 5' }), korean).message).toContain('숫자 5');
  });

  it('puts the place of a step before what others wrote, and the hint of a step behind', () => {
    const own = { message: 'Node "c" (data.code): boom', key: 'c', params: say('own_words', { text: 'boom' }).params };
    expect(sayProblem(own, korean).message).toBe('노드 "c": boom');
    const step = {
      message: 'x',
      key: 'c',
      path: '/url',
      params: hint(say('no_such_step', { name: 'gett' }), 'hint_name_near', { near: 'get' }).params,
    };
    expect(sayProblem(step, korean).message).toBe(
      '노드 "c", "url" 필드: 단계 "gett"이(가) 없습니다. get을(를) 찾으셨나요?',
    );
  });

  it('leaves what it does not know as it came: old runs, newer servers, hostile keys', () => {
    const strange: (Params | undefined)[] = [
      undefined,
      {},
      { reason: 'of_tomorrow' },
      { reason: 'constructor' },
      { reason: ['missing'] },
    ];
    for (const params of strange)
      expect(sayProblem({ message: 'As it came', ...(params && { params }) }, korean)).toEqual({
        message: 'As it came',
        hint: undefined,
      });
  });

  it('fills places with data, never with places', () => {
    expect(sayProblem(say('no_such_name', { name: '{got}' }), korean).message).toContain('"{got}"');
  });
});

describe('sayHttpProblem', () => {
  it('says the reason, else the code, else what came', () => {
    const exceeded = say('quota_servers', { limit: 3 });
    expect(sayHttpProblem({ ...exceeded, code: 'quota_exceeded' }, korean)).toContain('3개까지');
    expect(sayHttpProblem({ message: 'x', code: 'quota_exceeded' }, korean)).toBe(korean.codes['quota_exceeded']);
    expect(sayHttpProblem({ message: 'As it came', code: 'of_tomorrow' }, korean)).toBe('As it came');
    expect(sayHttpProblem({ ...exceeded, code: 'quota_exceeded' }, null)).toBe(exceeded.message);
  });
});
