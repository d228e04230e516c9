import { describe, expect, it } from 'vitest';
import { createFormTokens } from './form-tokens.ts';
import { createRequestStateTokens } from './request-state-tokens.ts';

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
    const [head, body, mark] = token.split('.') as [string, string, string];
    const claims = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), run: crypto.randomUUID() };
    const other = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    for (const forged of [sheet, '', 'x', `${token}-TAMPERED`, `${head}.${other}.${mark}`, `${none}.${body}.`])
      expect(await tokens.open(forged, of, now), forged).toBeNull();
    expect(await createRequestStateTokens(`${secret}!`).open(token, of, now)).toBeNull();
  });
});
