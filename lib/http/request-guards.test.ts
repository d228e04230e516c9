import { describe, expect, test } from 'vitest';
import { clientAddress, ownOrigins, requireOwnHost, requireOwnOrigin } from './request-guards.ts';

const local = ownOrigins({ host: '127.0.0.1', port: 3000, publicUrl: 'http://127.0.0.1:3000' });
const hosted = ownOrigins({ host: '10.0.0.5', port: 3000, publicUrl: 'https://tools.example.com' });
const withHost = (host: string): Headers => new Headers({ host });

describe('Host', () => {
  test.each(['127.0.0.1:3000', 'localhost:3000', 'LOCALHOST:3000', '[::1]:3000'])('%s is ours on loopback', (host) => {
    expect(() => requireOwnHost(withHost(host), local)).not.toThrow();
  });
  test.each(['evil.example:3000', '127.0.0.1:3001', '127.0.0.1', 'localhost', '127.0.0.1:3000.evil.example', ''])(
    '%s is not',
    (host) => {
      expect(() => requireOwnHost(withHost(host), local)).toThrow('Host');
    },
  );
  test('a hosted copy answers its public name only, with or without the usual port', () => {
    expect(() => requireOwnHost(withHost('tools.example.com'), hosted)).not.toThrow();
    expect(() => requireOwnHost(withHost('tools.example.com:443'), hosted)).not.toThrow();
    for (const host of ['10.0.0.5:3000', 'localhost:3000', 'tools.example.com:80']) {
      expect(() => requireOwnHost(withHost(host), hosted)).toThrow('Host');
    }
  });
  test('a request without Host is refused', () => {
    expect(() => requireOwnHost(new Headers(), local)).toThrow('Host');
  });
});

describe('Origin of changes by cookie', () => {
  test.each(['http://127.0.0.1:3000', 'http://localhost:3000'])('%s may', (origin) => {
    expect(() => requireOwnOrigin(new Headers({ origin }), local)).not.toThrow();
  });
  test.each([
    'null',
    'http://127.0.0.1:3001',
    'https://127.0.0.1:3000',
    'http://127.0.0.1:3000.evil.example',
    'http://evil',
  ])('%s may not', (origin) => {
    expect(() => requireOwnOrigin(new Headers({ origin }), local)).toThrow('our own pages');
  });
  test('none may not', () => {
    expect(() => requireOwnOrigin(new Headers(), local)).toThrow('our own pages');
  });
});

describe('the client’s address', () => {
  const forwarded = (value: string, proxies: number) =>
    clientAddress(new Headers({ 'x-forwarded-for': value }), proxies);
  test('is the last entry, which our own server wrote, when no proxy is trusted', () => {
    expect(forwarded('203.0.113.9', 0)).toBe('203.0.113.9');
    expect(forwarded('1.1.1.1, 203.0.113.9', 0)).toBe('203.0.113.9');
  });
  test('lies one entry to the left for each trusted proxy, and no further', () => {
    expect(forwarded('6.6.6.6, 203.0.113.9, 10.0.0.1', 1)).toBe('203.0.113.9');
    expect(forwarded('6.6.6.6, 203.0.113.9, 10.0.0.2, 10.0.0.1', 2)).toBe('203.0.113.9');
    expect(forwarded('203.0.113.9', 2)).toBe('203.0.113.9');
  });
  test('is unknown rather than nonsense', () => {
    expect(forwarded('unknown', 0)).toBeUndefined();
    expect(clientAddress(new Headers(), 0)).toBeUndefined();
    expect(forwarded('::ffff:192.0.2.1', 0)).toBe('192.0.2.1');
  });
});
