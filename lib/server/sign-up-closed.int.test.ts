import { expect, test } from 'vitest';
import { useWeb } from './testing/web-harness.ts';

const web = useWeb({ SIGNUP: 'closed' });

test('with SIGNUP=closed exactly one account can be made, also when two try at once', async () => {
  const signUp = (name: string) =>
    web.call('POST', '/auth/signup', { body: { email: `${name}@example.com`, password: 'long enough', name } });
  const answers = await Promise.all(['a', 'b', 'c'].map(signUp));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403]);
  expect(await signUp('d')).toMatchObject({ status: 403, json: { code: 'signup_closed' } });
  const { rows } = await web.db.pool.query('SELECT count(*)::int AS n FROM "user"');
  expect(rows).toEqual([{ n: 1 }]);
});
