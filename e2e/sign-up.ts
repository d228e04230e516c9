import { createClient, type ApiClient } from '../lib/client/create-client.ts';
import type { Workspace } from '../lib/contracts/api/identity.ts';

export interface Builder {
  client: ApiClient;
  workspace: Workspace;
  accessToken: string;
  email: string;
  password: string;
}

let count = 0;

/** A new person with a new workspace, signed in over REST. */
export async function signUp(api: string): Promise<Builder> {
  const email = `builder-${process.pid}-${Date.now()}-${++count}@example.com`;
  const password = 'correct horse battery staple';
  const nobody = createClient({ baseUrl: api });
  const { workspace } = await nobody.call('signUp', {
    body: { email, password, name: 'Builder', workspaceName: 'Acme' },
  });
  const { accessToken } = await nobody.call('createToken', { body: { email, password } });
  return { client: createClient({ baseUrl: api, token: accessToken }), workspace, accessToken, email, password };
}
