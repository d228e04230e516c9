import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasExpression, parseTemplate } from './template.ts';

const errorOf = (text: string): { message: string; hint?: string; start: number; end: number } => {
  const parsed = parseTemplate(text);
  if (parsed.ok) throw new Error(`${text} was accepted`);
  const { said, start, end } = parsed.error;
  return { message: said.message, ...(said.hint !== undefined && { hint: said.hint }), start, end };
};

describe('the form of a template', () => {
  it.each([
    ['plain text', 'text'],
    ['', 'text'],
    ['a } b }} c { d', 'text'],
    ['{{input}}', 'value'],
    ['{{ input }}', 'value'],
    [' {{input}}', 'mixed'],
    ['{{input}} ', 'mixed'],
    ['{{input}}{{input}}', 'mixed'],
  ])('%j is %s', (text, kind) => {
    expect(parseTemplate(text)).toMatchObject({ ok: true, template: { kind } });
  });

  it('One JavaScript expression is parsed, so braces and quotes inside are its own', () => {
    for (const source of [`"}}"`, `'{{'`, '{a: {b: 1}}', '`${ {a: "}}"}.a }`', '/}}/', '/* }} */ 1', '(1)', '[{}]']) {
      expect(parseTemplate(`{{${source}}}`), source).toMatchObject({ ok: true, template: { kind: 'value' } });
    }
  });

  it('For a literal {{ write {{ "{{" }}', () => {
    expect(parseTemplate('{{ "{{" }}')).toMatchObject({ ok: true, template: { kind: 'value' } });
    expect(hasExpression('{{ "{{" }}')).toBe(true);
    expect(hasExpression('{ {')).toBe(false);
  });

  it('keeps where each expression stands', () => {
    const parsed = parseTemplate('ab {{ input }} c {{1}}');
    expect(parsed).toMatchObject({
      template: { parts: ['ab ', { source: ' input ', start: 5 }, ' c ', { source: '1', start: 19 }] },
    });
  });
});

describe('what is refused says why', () => {
  it.each([
    ['a = 1', /Assignment/],
    ['a += 1', /Assignment/],
    ['a++', /\+\+/],
    ['delete a.b', /"delete"/],
    ['this', /"this"/],
    ['function () {}', /"function"/],
    ['class {}', /"class"/],
    ['new Function("1")', /only new Date/],
    ['new (input.x)()', /only new Date/],
    ['async () => 1', /"async"/],
    ['await x', /"await"/],
    ['import("fs")', /"import"/],
    ['import.meta', /import/],
    ['super.x', /super/],
    ['String.raw`x`', /Tagged/],
    ['1, 2', /comma/],
    ['1 // x', /\/\//],
    ['1n', /BigInt/],
    ['x => { return 1 }', /one expression/],
    ['({ get a() { return 1 } })', /Getters/],
    ['({ a() {} })', /Methods/],
    ['if (a) b', /Statements.*"if"/],
    ['const a = 1', /"const"/],
    ['a; b', /Statements/],
    ['yield', /yield/],
    ['Math.random()', /Math\.random/],
    ['Math["random"]()', /Math\.random/],
    ['/(?=a)/', /Look-ahead/],
    ['/(?<!a)b/', /Look-ahead/],
    ['/(a)\\1/', /Back-references/],
    ['/a/y', /flag "y"/],
    ['input input', /Unexpected "input"/],
    ['', /empty/],
    ['1 +', /Unexpected "}"/],
  ])('{{ %s }}', (source, message) => {
    expect(errorOf(`{{ ${source} }}`).message).toMatch(message);
  });

  it.each(['{{', '{{ a', '{{ a }', '{{ a } }', 'x {{ "a', '{{ {a: 1} }', '{{ `${a} }}'])('%j is not closed', (text) => {
    expect(parseTemplate(text).ok).toBe(false);
  });

  it('marks the refused place in the text', () => {
    expect(errorOf('abc {{ 1 + this }}')).toMatchObject({ start: 11, end: 15 });
  });

  it('accepts escapes and classes that only look refused', () => {
    expect(parseTemplate('{{ /\\(?=x[(?=]/.test("a") }}').ok).toBe(true);
  });
});

describe('hostile texts', { timeout: 30_000 }, () => {
  it('survives nesting of any depth', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['{a:', '}'],
      ['x=>', ''],
      ['!', ''],
      ['`${', '}`'],
      ['f(', ')'],
    ]) {
      const text = `{{ ${open!.repeat(50_000)}1${close!.repeat(50_000)} }}`;
      expect(errorOf(text).message).toMatch(/nested too deeply|Unexpected|cannot be read/);
    }
    expect(errorOf(`{{ ${'1+'.repeat(50_000)}1 }}`).message).toMatch(/nested too deeply/);
  });

  it('reads 100,000 expressions in a text in linear time', () => {
    const start = performance.now();
    expect(parseTemplate('{{a}}\n'.repeat(100_000)).ok).toBe(true);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('never throws on any text', () => {
    const token = fc.constantFrom(
      '{{',
      '}}',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '`',
      '${',
      '=>',
      '...',
      '?.',
      '.',
      ',',
      ':',
      '?',
      '/',
      '//',
      '/*',
      '*/',
      '\\',
      '\n',
      'a',
      'input',
      '1',
      'new',
      'x',
      '=',
      '+',
      '!',
      '#',
      '@',
      '\u2028',
      '\ud800',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const parsed = parseTemplate(`{{${tokens.join('')}}}`);
        if (!parsed.ok) expect(parsed.error.end).toBeGreaterThanOrEqual(parsed.error.start);
      }),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void parseTemplate(`{{${text}`)),
      { numRuns: 1_000 },
    );
  });
});
