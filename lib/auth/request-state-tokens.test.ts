import { describe, expect, it } from 'vitest';
import { createFormTokens } from './form-tokens.ts';
import { createRequestStateTokens } from './request-state-tokens.ts';
import { createTokenSigner } from './signing-keys.ts';

const secret = 'a secret of at least thirty-two bytes';
const tokens = createRequestStateTokens(secret);
const state = { executionId: crypto.randomUUID(), id: crypto.randomUUID() };
const of = { caller: 'apiKey:u:k', request: 'hash' };
const now = Date.UTC(2026, 10, 20);
const hour = 3_600_000;

describe('a request state', () => {
  it('opens for its caller and its request, for a day', async () => {
    const token = await tokens.seal(state, of, now);
    expect(await tokens.open(token, of, now + 23 * hour)).toEqual(state);
    expect(await tokens.open(token, of, now + 25 * hour)).toBeNull();
    expect(await tokens.open(token, { ...of, caller: 'apiKey:u:other' }, now)).toBeNull();
    expect(await tokens.open(token, { ...of, request: 'other' }, now)).toBeNull();
  });

  it('is refused when it was made elsewhere, for something else, or changed', async () => {
    const token = await tokens.seal(state, of, now);
    const sheet = await createFormTokens(secret).issueSheet(of.caller, null, now);
    const [head, , iv, body, mark] = token.split('.') as [string, string, string, string, string];
    const claims = { sub: of.caller, req: of.request, run: state.executionId, jti: state.id, exp: now / 1000 + 60 };
    const text = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = await createTokenSigner(secret, 'request-state').sign({ ...claims, iat: now / 1000 });
    const flipped = `${body.startsWith('A') ? 'B' : 'A'}${body.slice(1)}`;
    for (const forged of [
      sheet,
      signed,
      '',
      'x',
      `${token}-TAMPERED`,
      `${head}..${iv}.${flipped}.${mark}`,
      `${text({ alg: 'none', typ: 'JWT' })}.${text(claims)}.`,
    ])
      expect(await tokens.open(forged, of, now), forged).toBeNull();
    expect(await createRequestStateTokens(`${secret}!`).open(token, of, now)).toBeNull();
  });

  it('is sealed: whoever holds it reads neither the run nor whose it is', async () => {
    const token = await tokens.seal(state, of, now);
    const readable = token.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    for (const secretPart of [state.executionId, state.id, of.caller])
      expect(readable.join('\n')).not.toContain(secretPart);
  });
});
