import { z } from 'zod';

/** Who a GitHub account is, in the words of OpenID Connect. */
export interface GithubClaims {
  /** The account's number: names and addresses change hands. */
  sub: string;
  email: string | undefined;
  email_verified: boolean;
  name: string;
}

/** Asks GitHub's API with the person's token. */
export type AskGithub = (url: string) => Promise<{ status: number; body: string }>;

const userSchema = z.object({
  id: z.union([z.int(), z.string().min(1)]),
  login: z.string(),
  name: z.string().nullish(),
});
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * The person and their primary address. What the profile shows as e-mail is any text of theirs, so only the list of
 * addresses counts, which says whether each is verified.
 *
 * @throws when the API does not answer as GitHub does
 */
export async function githubClaims(website: string, ask: AskGithub): Promise<GithubClaims> {
  const { api, user } = await findUser(website, ask);
  const answer = await ask(`${api}/user/emails`);
  const emails = answer.status === 200 ? emailsSchema.parse(JSON.parse(answer.body)) : [];
  const primary = emails.find((one) => one.primary);
  return {
    sub: String(user.id),
    email: primary?.email,
    email_verified: primary?.verified ?? false,
    name: user.name || user.login,
  };
}

/** An enterprise server has the API below its website, at `/api/v3`; what speaks for GitHub in a test, at its root. */
function apisOf(website: string): string[] {
  return website === 'https://github.com' ? ['https://api.github.com'] : [`${website}/api/v3`, website];
}

async function findUser(website: string, ask: AskGithub) {
  for (const api of apisOf(website)) {
    const { status, body } = await ask(`${api}/user`);
    if (status === 404) continue;
    if (status !== 200) throw new Error(`GitHub answered ${status} when asked who signs in`);
    return { api, user: userSchema.parse(JSON.parse(body)) };
  }
  throw new Error('There is no GitHub API at the address of GITHUB_BASE_URL');
}
