import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

describe('parseStrictJson', () => {
  it('gives what JSON.parse gives for every JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text, 64)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseStrictJson(text, 8)));
  });

  it.each([
    '{"a":1,"a":2}',
    '{"method":"tools/list","method":"tools/call"}',
    String.raw`{"method":"x","\u006dethod":"y"}`,
    '[{"b":{"c":1,"d":2,"c":3}}]',
    '{"__proto__":1,"__proto__":2}',
  ])('refuses %s', (text) => {
    expect(parseStrictJson(text, 64)).toMatchObject({ ok: false, reason: 'duplicate_name' });
  });

  it('keeps __proto__ an ordinary member', () => {
    const parsed = parseStrictJson('{"__proto__":{"polluted":true}}', 64);
    expect(parsed.ok && Object.keys(parsed.value as object)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('reads quotes, colons and brackets inside strings as text', () => {
    const value = { 'a":{': '\\', 'b\\': ':"}]:', c: ['\\"', '{{{{'] };
    expect(parseStrictJson(JSON.stringify(value), 2)).toEqual({ ok: true, value });
  });

  it('bounds nesting before it parses', () => {
    expect(parseStrictJson('['.repeat(1_000_000), 128)).toMatchObject({ ok: false, reason: 'too_deep' });
    expect(parseStrictJson('[[[]]]', 3)).toMatchObject({ ok: true });
    expect(parseStrictJson('[[[[]]]]', 3)).toMatchObject({ ok: false, reason: 'too_deep' });
  });

  it.each(['', '{', '{"a":1}x', '{"a" 1}', "{'a':1}", 'undefined', '{"a":1,}'])('calls %j malformed', (text) => {
    expect(parseStrictJson(text, 64)).toMatchObject({ ok: false, reason: 'malformed' });
  });
});
