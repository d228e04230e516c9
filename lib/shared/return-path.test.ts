import { describe, expect, it } from 'vitest';
import { returnPath } from './return-path.ts';

describe('returnPath', () => {
  it.each([
    ['/acme/workflows', '/acme/workflows'],
    ['/acme/executions/1?tab=logs', '/acme/executions/1?tab=logs'],
    ['/a/../b', '/b'],
    // Encoded, what would be foreign is a plain name in a path of ours.
    ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
    ['/%5Cevil.example', '/%5Cevil.example'],
    ['/javascript:alert(1)', '/javascript:alert(1)'],
    ['/x?next=//evil.example', '/x?next=//evil.example'],
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
    '/\\/evil.example',
    '///evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e%2e//evil.example',
    '%2F%2Fevil.example',
    '%6aavascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'http:evil.example',
  ])('refuses %j', (wanted) => {
    expect(returnPath(wanted, '/home')).toBe('/home');
  });
});
