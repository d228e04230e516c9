import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashApiKey, isWellFormedApiKey, mintApiKey } from './api-key-format.ts';

test('a key has its form, its shown prefix and the SHA-256 of its text', () => {
  const { key, prefix, hash } = mintApiKey();
  expect(key).toMatch(/^tw_[0-9A-Za-z]{49}$/);
  expect(key.startsWith(prefix)).toBe(true);
  expect(prefix).toHaveLength(11);
  expect(Buffer.from(hash)).toEqual(createHash('sha256').update(key).digest());
  expect(isWellFormedApiKey(key)).toBe(true);
});

test('keys do not repeat', () => {
  expect(new Set(Array.from({ length: 500 }, () => mintApiKey().key)).size).toBe(500);
});

test('a wrong character anywhere breaks the checksum', () => {
  const { key } = mintApiKey();
  for (let at = 3; at < key.length; at += 1) {
    const other = key[at] === 'x' ? 'y' : 'x';
    expect(isWellFormedApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
  }
});

test.each(['', 'tw_', 'tw_x', 'Bearer tw_x', `tw_${'0'.repeat(48)}`, `tw_${'é'.repeat(49)}`])(
  '%j is no key',
  (text) => {
    expect(isWellFormedApiKey(text)).toBe(false);
  },
);

test('different keys hash differently', () => {
  expect(hashApiKey('tw_a')).not.toEqual(hashApiKey('tw_b'));
});
