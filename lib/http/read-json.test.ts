import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppError } from '#lib/shared/app-error.ts';
import { parseJson, readBody, requireJsonType } from './read-json.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return (error as AppError).code;
  }
};
const request = (body: BodyInit | null, headers: Record<string, string> = {}): Request =>
  new Request('http://127.0.0.1/', { method: 'POST', body, headers, ...(body ? { duplex: 'half' } : {}) });

describe('reading', () => {
  test('stops while streaming, whatever Content-Length said', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1024;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    await expect(readBody(request(endless), 10_000)).rejects.toMatchObject({ code: 'too_large' });
    expect(sent).toBeLessThan(20_000);
  });

  test('refuses a declared size before it reads anything', async () => {
    await expect(readBody(request('x', { 'content-length': '999' }), 100)).rejects.toMatchObject({ code: 'too_large' });
  });

  test('takes exactly the limit', async () => {
    expect(await readBody(request('x'.repeat(100)), 100)).toHaveLength(100);
    await expect(readBody(request('x'.repeat(101)), 100)).rejects.toMatchObject({ code: 'too_large' });
  });
});

describe('the type', () => {
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])('%s is JSON', (type) => {
    expect(codeOf(() => requireJsonType(new Headers({ 'content-type': type }), bytes('{}')))).toBe('none');
  });
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])('%j is not', (type) => {
    const headers = new Headers(type ? { 'content-type': type } : {});
    expect(codeOf(() => requireJsonType(headers, bytes('{}')))).toBe('unsupported_media_type');
  });
  test('nothing needs no type', () => {
    expect(codeOf(() => requireJsonType(new Headers(), bytes('')))).toBe('none');
  });
});

describe('parsing', () => {
  test.each(['{', '{"a":}', 'nope', '{"a":1}x', '\u0000', '['.repeat(10_000), '{"a":'.repeat(300)])(
    'refuses %j',
    (text) => {
      expect(codeOf(() => parseJson(bytes(text)))).toBe('malformed');
    },
  );

  test('refuses bytes that are not UTF-8', () => {
    expect(codeOf(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22)))).toBe('malformed');
  });

  test('brackets in strings are text, not depth', () => {
    const text = JSON.stringify('[{\\"'.repeat(2_000));
    expect(parseJson(bytes(text))).toBe(JSON.parse(text));
  });

  test('__proto__ is an ordinary own key and pollutes nothing', () => {
    const value = parseJson(bytes('{"__proto__":{"polluted":true},"constructor":1}')) as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('any JSON value comes through as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseJson(bytes(text)))).toBe(text);
      }),
    );
  });

  test('any text ends in a value or in malformed, never in another error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['none', 'malformed']).toContain(codeOf(() => parseJson(bytes(text))));
      }),
    );
  });
});
