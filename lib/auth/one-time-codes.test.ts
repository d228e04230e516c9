import { generateSync } from 'otplib';
import { describe, expect, test } from 'vitest';
import { createOneTimeCodes } from './one-time-codes.ts';

const codes = createOneTimeCodes({ publicUrl: 'http://127.0.0.1:5210' });
/** RFC 6238, appendix B: the secret of its SHA-1 vectors, "12345678901234567890", in base32. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('codes of an authenticator app', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 (at %i s: the last six digits of its vector)', (seconds, code) => {
    const now = seconds * 1000;
    expect(codes.stepOf({ secret: RFC_SECRET, code, now })).toBe(Math.floor(seconds / 30));
  });

  test('count one step before and after their own, and no further', () => {
    const [secret, at] = [codes.newSecret(), 1_800_000_000_000];
    const code = generateSync({ secret, epoch: at / 1000 });
    const step = at / 30_000;
    const seen = [-60_000, -30_001, -30_000, 0, 29_999, 30_000, 59_999, 60_000].map((later) =>
      codes.stepOf({ secret, code, now: at + later }),
    );
    expect(seen).toEqual([null, null, step, step, step, step, step, null]);
  });

  test.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345', '1e5000'])('are never %j', (code) => {
    expect(codes.stepOf({ secret: RFC_SECRET, code, now: 59_000 })).toBeNull();
  });
});

test('secrets and recovery codes are random, and long enough', () => {
  const secrets = Array.from({ length: 50 }, () => codes.newSecret());
  expect(new Set(secrets).size).toBe(50);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const recovery = [...codes.newRecoveryCodes(), ...codes.newRecoveryCodes()];
  expect(new Set(recovery).size).toBe(20);
  for (const code of recovery) expect(code).toMatch(/^[A-Z2-7]{16}$/);
});

test('the app is told issuer, account and secret', () => {
  const uri = new URL(codes.uriOf({ secret: RFC_SECRET, email: 'a+b@example.com' }));
  expect(uri.protocol).toBe('otpauth:');
  expect(decodeURIComponent(uri.pathname)).toContain('Toolwright 127.0.0.1:a+b@example.com');
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: 'Toolwright 127.0.0.1',
    secret: RFC_SECRET,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
