import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifySignature, type HookHeaders, type SignatureScheme } from './verify-signature.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');
const secret = "It's a Secret to Everybody";
const body = Buffer.from('Hello, World!');
const seconds = (offset = 0): string => String(nowMs / 1000 + offset);
const hex = (key: string | Buffer, text: string): string => createHmac('sha256', key).update(text).digest('hex');
const check = (scheme: SignatureScheme, headers: HookHeaders, more: Partial<{ body: Buffer; secret: string }> = {}) =>
  verifySignature(scheme, { headers, body, secret, nowMs, ...more });

describe('signatures over the body', () => {
  // Published by GitHub: "Validating webhook deliveries", testing the webhook payload validation.
  const github = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

  it('GitHub’s published example', () => {
    expect(check('github', { 'x-hub-signature-256': github })).toEqual({ ok: true, delivery: github.slice(7) });
  });
  it.each(['x-signature-256', 'x-hub-signature-256', 'x-signature'])('plain takes %s, as hex or base64', (name) => {
    const base64 = Buffer.from(github.slice(7), 'hex').toString('base64');
    for (const value of [github, github.slice(7), github.slice(7).toUpperCase(), base64, `sha256=${base64}`]) {
      expect(check('plain', { [name]: value })).toMatchObject({ ok: true });
    }
  });
  it.each([
    [{}],
    [{ 'x-hub-signature-256': '' }],
    [{ 'x-hub-signature-256': `${github}0` }],
    [{ 'x-hub-signature-256': github.replace('7571', '7572') }],
    [{ 'x-signature-256': github }],
    [{ 'x-hub-signature': github }],
  ])('GitHub’s way refuses %j', (headers) => {
    expect(check('github', headers)).toEqual({ ok: false });
  });
  it('one changed byte of the body, or another secret, is refused', () => {
    expect(check('github', { 'x-hub-signature-256': github }, { body: Buffer.from('Hello, World?') })).toEqual({
      ok: false,
    });
    expect(check('github', { 'x-hub-signature-256': github }, { secret: 'other' })).toEqual({ ok: false });
  });
});

describe('signatures with a timestamp', () => {
  const text = body.toString();
  const stripe = (t: string): HookHeaders => ({
    'stripe-signature': `t=${t},v1=${'0'.repeat(64)},v1=${hex(secret, `${t}.${text}`)},v0=x`,
  });
  const slack = (t: string): HookHeaders => ({
    'x-slack-request-timestamp': t,
    'x-slack-signature': `v0=${hex(secret, `v0:${t}:${text}`)}`,
  });
  // The key and the id of the Standard Webhooks specification's libraries.
  const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const standard = (t: string): HookHeaders => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': t,
    'webhook-signature': `v1,AAAA v1,${createHmac('sha256', Buffer.from(whsec.slice(6), 'base64'))
      .update(`msg_1.${t}.${text}`)
      .digest('base64')}`,
  });

  it.each([
    ['stripe', stripe, secret, null],
    ['slack', slack, secret, null],
    ['standard', standard, whsec, 'msg_1'],
  ] as const)('%s: good, up to five minutes apart, then refused', (scheme, sign, key, delivery) => {
    for (const offset of [0, -299, 299]) {
      expect(check(scheme, sign(seconds(offset)), { secret: key })).toEqual({ ok: true, delivery });
    }
    for (const offset of [-301, 301])
      expect(check(scheme, sign(seconds(offset)), { secret: key })).toEqual({ ok: false });
    for (const wrong of ['', 'soon', '1e9', '-1'])
      expect(check(scheme, sign(wrong), { secret: key })).toEqual({ ok: false });
    expect(check(scheme, sign(seconds()), { secret: key, body: Buffer.from('x') })).toEqual({ ok: false });
    expect(check(scheme, {}, { secret: key })).toEqual({ ok: false });
  });
  it('a signature of one way is no signature of another, although the secret is the same', () => {
    const t = seconds();
    const signed = Buffer.from(`${t}.${text}`);
    const value = hex(secret, `${t}.${text}`);
    expect(check('stripe', { 'x-signature-256': value }, { body: signed })).toEqual({ ok: false });
    expect(check('slack', stripe(t))).toEqual({ ok: false });
  });
});
