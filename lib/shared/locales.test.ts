import { describe, expect, it } from 'vitest';
import { isLocale, negotiateLocale } from './locales.ts';

describe('negotiateLocale', () => {
  it.each([
    [null, 'en'],
    ['', 'en'],
    ['ko', 'ko'],
    ['ko-KR,ko;q=0.9,en;q=0.8', 'ko'],
    ['en;q=0.5, ko;q=0.9', 'ko'],
    ['fr-FR, de;q=0.9, ko;q=0.1', 'ko'],
    ['fr', 'en'],
    ['ko;q=0, en', 'en'],
    ['ko;q=abc', 'en'],
    [', ;;, *', 'en'],
  ])('reads %j as %s', (header, locale) => {
    expect(negotiateLocale(header)).toBe(locale);
  });

  it('takes no foreign cookie value for a language', () => {
    expect(isLocale('ko')).toBe(true);
    expect(isLocale('../en')).toBe(false);
    expect(isLocale(undefined)).toBe(false);
  });
});
