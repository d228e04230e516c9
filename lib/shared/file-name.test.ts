import { describe, expect, test } from 'vitest';
import { cleanFileName, cleanMimeType } from './file-name.ts';
import { fileFacts } from './file-reference.ts';

describe('cleanFileName', () => {
  test.each([
    ['report.pdf', 'report.pdf'],
    ['보고서 2026.xlsx', '보고서 2026.xlsx'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ada\\photo.png', 'photo.png'],
    ['/', 'file'],
    ['..', 'file'],
    ['.htaccess', 'htaccess'],
    ['', 'file'],
    ['a\r\nSet-Cookie: x=1', 'aSet-Cookie_ x=1'],
    ['a\0b.txt', 'ab.txt'],
    ['invoice\u202Egnp.exe', 'invoicegnp.exe'],
    ['x"; filename="y.html', 'x_; filename=_y.html'],
    ['half \ud800 character', 'half  character'],
    ['  .. name. ', 'name'],
  ])('%j becomes %j', (given, clean) => expect(cleanFileName(given)).toBe(clean));

  test('a long name keeps its extension', () => {
    const name = cleanFileName(`${'장'.repeat(5_000)}.png`);
    expect([...name]).toHaveLength(150);
    expect(name).toMatch(/장\.png$/);
  });
  test('it changes nothing twice', () => {
    for (const name of ['../a:b', 'x'.repeat(400), ' . a . ', '\u200B.\u200B']) {
      expect(cleanFileName(cleanFileName(name))).toBe(cleanFileName(name));
    }
  });
});

test('types are types, and nothing else', () => {
  expect(cleanMimeType('Image/PNG; charset=x')).toBe('image/png');
  for (const bad of [null, '', 'text', 'text/html\r\nx: y', 'a/b/c', `${'x'.repeat(99)}/y`, '*/*', '__proto__']) {
    expect(cleanMimeType(bad)).toBe('application/octet-stream');
  }
});

test('a file reference is exactly its shape', () => {
  const $file = { id: 'i', name: 'n', mimeType: 'a/b', size: 1, sha256: 'x' };
  expect(fileFacts({ $file })).toEqual($file);
  for (const other of [
    null,
    [],
    { $file, more: 1 },
    { $file: null },
    { $file: { ...$file, size: '1' } },
    Object.create({ $file }),
  ]) {
    expect(fileFacts(other)).toBe(null);
  }
});
