import { describe, expect, it } from 'vitest';
import { createAccessTokens } from './access-tokens.ts';
import { createFormTokens } from './form-tokens.ts';

const secret = 'a secret of at least thirty-two bytes';
const tokens = createFormTokens(secret);
const [userId, sessionId] = [crypto.randomUUID(), crypto.randomUUID()];
const now = Date.UTC(2026, 10, 20);
const minute = 60_000;

describe('a pass', () => {
  it('opens its form for two minutes', async () => {
    const pass = await tokens.issuePass({ userId, sessionId, form: 'acme/feedback' }, now);
    expect(await tokens.readPass(pass, 'acme/feedback', now + minute)).toEqual({ sessionId });
    expect(await tokens.readPass(pass, 'acme/other', now)).toBeNull();
    expect(await tokens.readPass(pass, 'acme/feedback', now + 3 * minute)).toBeNull();
    expect(await createFormTokens(`${secret}!`).readPass(pass, 'acme/feedback', now)).toBeNull();
  });

  it('is no sheet and no access token, nor the other way round', async () => {
    const pass = await tokens.issuePass({ userId, sessionId, form: 'f' }, now);
    const sheet = await tokens.issueSheet('f', sessionId, now);
    const access = createAccessTokens(secret);
    const bearer = await access.issue({ userId, email: 'a@example.com', sessionId }, now);
    expect(await tokens.readSheet(pass, userId, now)).toBeNull();
    expect(await tokens.readPass(sheet, 'f', now)).toBeNull();
    expect(await tokens.readPass(bearer, 'f', now)).toBeNull();
    expect([await access.read(pass, now), await access.read(sheet, now)]).toEqual([null, null]);
  });
});

describe('a sheet', () => {
  it('is one of its form, for twelve hours, with an id of its own', async () => {
    const [one, other] = [await tokens.issueSheet('f', null, now), await tokens.issueSheet('f', null, now)];
    const read = await tokens.readSheet(one, 'f', now + 11 * 60 * minute);
    expect(read).toEqual({ id: expect.any(String), sessionId: null });
    expect((await tokens.readSheet(other, 'f', now))?.id).not.toBe(read?.id);
    expect(await tokens.readSheet(one, 'g', now)).toBeNull();
    expect(await tokens.readSheet(one, 'f', now + 13 * 60 * minute)).toBeNull();
    expect(await tokens.readSheet(`${one}x`, 'f', now)).toBeNull();
  });
});
