import { describe, expect, test } from 'vitest';
import { githubClaims } from './github-identity.ts';

const user = { id: 583231, login: 'octocat', name: 'The Octocat', email: 'shown@example.com' };
const emails = [
  { email: 'old@example.com', primary: false, verified: true },
  { email: 'octo@example.com', primary: true, verified: true },
];
const answers = (of: Record<string, unknown>) => {
  const asked: string[] = [];
  const ask = async (url: string) => {
    asked.push(url);
    return url in of ? { status: 200, body: JSON.stringify(of[url]) } : { status: 404, body: '{}' };
  };
  return { asked, ask };
};

describe('githubClaims', () => {
  test('asks the API of github.com; the primary address counts, not the one that the profile shows', async () => {
    const { ask, asked } = answers({
      'https://api.github.com/user': user,
      'https://api.github.com/user/emails': emails,
    });
    expect(await githubClaims('https://github.com', ask)).toEqual({
      sub: '583231',
      email: 'octo@example.com',
      email_verified: true,
      name: 'The Octocat',
    });
    expect(asked.every((url) => url.startsWith('https://api.github.com/'))).toBe(true);
  });

  test('asks an enterprise server below its own address', async () => {
    const api = 'https://git.acme.test/api/v3';
    const { ask } = answers({ [`${api}/user`]: { ...user, name: null }, [`${api}/user/emails`]: emails });
    expect(await githubClaims('https://git.acme.test', ask)).toMatchObject({ sub: '583231', name: 'octocat' });
  });

  test.each([
    [
      'an unverified primary address',
      [{ email: 'new@example.com', primary: true, verified: false }],
      'new@example.com',
    ],
    ['a verified address that is not the primary one', [emails[0]], undefined],
    ['no address', [], undefined],
  ])('%s is not taken for a verified one', async (_, list, email) => {
    const { ask } = answers({ 'https://api.github.com/user': user, 'https://api.github.com/user/emails': list });
    expect(await githubClaims('https://github.com', ask)).toMatchObject({ email, email_verified: false });
  });

  test('refuses what is no GitHub', async () => {
    const { ask } = answers({});
    await expect(githubClaims('https://elsewhere.test', ask)).rejects.toThrow('GITHUB_BASE_URL');
  });
});
