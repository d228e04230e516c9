import { describe, expect, it } from 'vitest';
import { returnPath } from './return-path.ts';

describe('returnPath', () => {
  it.each([
    ['/acme/workflows', '/acme/workflows'],
    ['/acme/executions/1?tab=logs', '/acme/executions/1?tab=logs'],
    ['/a/../b', '/b'],
  ])('keeps %s', (wanted, path) => {
    expect(returnPath(wanted, '/home')).toBe(path);
  });

  it.each([
    null,
    undefined,
    '',
    'acme',
    'https://evil.example/x',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/..//evil.example',
    ' /acme',
  ])('refuses %j', (wanted) => {
    expect(returnPath(wanted, '/home')).toBe('/home');
  });
});
