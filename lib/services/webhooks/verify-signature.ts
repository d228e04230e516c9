import { createHmac, timingSafeEqual } from 'node:crypto';

/** Request headers by lower-case name. */
export type HookHeaders = Readonly<Record<string, string | undefined>>;
export type SignatureScheme = 'plain' | 'github' | 'stripe' | 'slack' | 'standard';

/** A good signature, and the text under which its delivery is remembered; null where a timestamp forbids repeating it. */
export type Verified = { ok: true; delivery: string | null } | { ok: false };

const refused: Verified = { ok: false };
const MOST_AGE_S = 300;
const plainHeaders = ['x-signature-256', 'x-hub-signature-256', 'x-signature'] as const;

/** Compares HMAC-SHA256 signatures over the bytes as they came, in constant time. `nowMs` dates the signed timestamps. */
export function verifySignature(
  scheme: SignatureScheme,
  call: { headers: HookHeaders; body: Uint8Array; secret: string; nowMs: number },
): Verified {
  switch (scheme) {
    case 'plain':
      return verifyPlain(call, plainHeaders);
    case 'github':
      return verifyPlain(call, ['x-hub-signature-256']);
    case 'stripe':
      return verifyStripe(call);
    case 'slack':
      return verifySlack(call);
    case 'standard':
      return verifyStandard(call);
  }
}

type Call = Parameters<typeof verifySignature>[1];

function verifyPlain({ headers, body, secret }: Call, names: readonly string[]): Verified {
  const given = names.map((name) => headers[name]).find((value) => value !== undefined);
  if (given === undefined) return refused;
  const wanted = hmac(secret, [body]);
  const value = given.replace(/^sha256=/i, '');
  const matches = isSame(value.toLowerCase(), wanted.toString('hex')) || isSame(value, wanted.toString('base64'));
  // Nothing else in the request is signed, so only the signature itself can be remembered.
  return matches ? { ok: true, delivery: wanted.toString('hex') } : refused;
}

/** https://docs.stripe.com/webhooks, "Verify manually". */
function verifyStripe({ headers, body, secret, nowMs }: Call): Verified {
  const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.trim().split('='));
  const timestamp = parts.find(([name]) => name === 't')?.[1];
  if (!isRecent(timestamp, nowMs)) return refused;
  const wanted = hmac(secret, [`${timestamp}.`, body]).toString('hex');
  const matches = parts.some(([name, value]) => name === 'v1' && value !== undefined && isSame(value, wanted));
  return matches ? { ok: true, delivery: null } : refused;
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack. */
function verifySlack({ headers, body, secret, nowMs }: Call): Verified {
  const timestamp = headers['x-slack-request-timestamp'];
  if (!isRecent(timestamp, nowMs)) return refused;
  const wanted = `v0=${hmac(secret, [`v0:${timestamp}:`, body]).toString('hex')}`;
  return isSame(headers['x-slack-signature'] ?? '', wanted) ? { ok: true, delivery: null } : refused;
}

/** https://www.standardwebhooks.com: its id is signed, so a delivery that is tried again is known by it. */
function verifyStandard({ headers, body, secret, nowMs }: Call): Verified {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (id === undefined || id === '' || !isRecent(timestamp, nowMs)) return refused;
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  const wanted = `v1,${hmac(key, [`${id}.${timestamp}.`, body]).toString('base64')}`;
  const matches = (headers['webhook-signature'] ?? '').split(' ').some((given) => isSame(given, wanted));
  return matches ? { ok: true, delivery: id } : refused;
}

function hmac(key: string | Uint8Array, parts: readonly (string | Uint8Array)[]): Buffer {
  const digest = createHmac('sha256', key);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

function isRecent(timestamp: string | undefined, nowMs: number): timestamp is string {
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(nowMs / 1000 - Number(timestamp)) <= MOST_AGE_S;
}

/** Equal, in a time that does not tell where they differ. */
export function isSame(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}
