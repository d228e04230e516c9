import { expect, it } from 'vitest';
import { createAccessTokens } from './access-tokens.ts';
import { createMcpSessionIds } from './mcp-session-ids.ts';

const SECRET = 'q8Zk1xVb7Lr3Tn9Wm2Yp5Hd0Gs6Jf4Ca';
const OTHER = 'a4Cf6Js0Gd5Hp2Ym9Wn3Tr7Lb1VxZk8q';
const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const claims = { owner: 'runtime-1', server: 'server-1', who: 'apiKey:1' };
const ids = createMcpSessionIds(SECRET);

it('says whose a session is and where, in visible letters, and never the same twice', async () => {
  const [first, second] = [await ids.issue(claims, NOW), await ids.issue(claims, NOW)];
  expect(first).not.toBe(second);
  expect(first).toMatch(/^[\x21-\x7e]+$/);
  expect(await ids.read(first, NOW + 6 * DAY)).toEqual(claims);
  expect(await ids.read(first, NOW + 8 * DAY)).toBeNull();
});

it('is nothing when it was not signed by us, or for something else', async () => {
  expect(await ids.read(await createMcpSessionIds(OTHER).issue(claims, NOW), NOW)).toBeNull();
  const subject = { userId: crypto.randomUUID(), email: 'a@example.com', sessionId: crypto.randomUUID() };
  expect(await ids.read(await createAccessTokens(SECRET).issue(subject, NOW), NOW)).toBeNull();
  const id = await ids.issue(claims, NOW);
  for (const text of ['', 'x', id.slice(0, -2), `${id}x`]) expect(await ids.read(text, NOW)).toBeNull();
  expect(await createAccessTokens(SECRET).read(id, NOW)).toBeNull();
});

it('outlives a change of the secret, as long as the old one is kept', async () => {
  const id = await ids.issue(claims, NOW);
  expect(await createMcpSessionIds(`${OTHER},${SECRET}`).read(id, NOW)).toEqual(claims);
});
