import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { variableLimits } from '#lib/contracts/api/variables.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { createConnection } from '#lib/services/connections/create-connection.ts';
import { useWorld } from '#lib/services/testing/world.ts';
import { putVariable } from '#lib/services/variables/put-variable.ts';
import { isAppError } from '#lib/shared/app-error.ts';

describe('what a workspace may have of connections, keys and variables', () => {
  const world = useWorld();
  let owner: Principal;
  let neighbour: Principal;
  beforeAll(async () => {
    owner = await world.newWorkspace();
    neighbour = await world.newWorkspace();
  });
  const mint = () => ({ key: 'tw_x', prefix: 'tw_x', hash: new Uint8Array(randomBytes(32)) });
  /** Rows as the use cases write them, but for what is counted. */
  const fill = {
    connection: `INSERT INTO connection (id, workspace_id, name, connector, hosts)
      SELECT gen_random_uuid(), $1, 'x', 'bearer', '{}' FROM generate_series(1, $2)`,
    apiKey: `INSERT INTO api_key (id, workspace_id, user_id, name, prefix, hash, role, scopes)
      SELECT gen_random_uuid(), $1, $3, 'x', 'x', uuid_send(gen_random_uuid()), 'viewer', '{}' FROM generate_series(1, $2)`,
    variable: `INSERT INTO variable (id, workspace_id, name, secret, value)
      SELECT gen_random_uuid(), $1, 'v' || n, false, '1' FROM generate_series(1, $2) n`,
  };
  const add = {
    connection: (by: Principal) =>
      createConnection(world.deps, by, {
        name: 'One more',
        connector: 'bearer',
        hosts: ['api.example'],
        fields: { token: 'x-token' },
        personal: false,
      }),
    apiKey: (by: Principal) => createApiKey({ ...world.deps, apiKeys: { mint } }, by, { name: 'One more' }),
    variable: (by: Principal, name: string) => putVariable(world.deps, by, { name, value: 1 }),
  };

  it.each([
    ['connection', limits.connections, 'quota_exceeded'],
    ['apiKey', limits.apiKeys, 'quota_exceeded'],
    ['variable', variableLimits.count, 'invalid'],
  ] as const)('%s: %i, also when many ask at once', async (what, limit, code) => {
    const { pool } = world.deps.db;
    await pool.query(fill[what], [owner.workspaceId, limit - 2, ...(what === 'apiKey' ? [owner.userId] : [])]);
    const asked = await Promise.allSettled(Array.from({ length: 6 }, (_, index) => add[what](owner, `new${index}`)));
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(4);
    for (const error of refused) {
      expect(isAppError(error)).toBe(true);
      expect(error).toMatchObject({ code, message: expect.stringContaining(`at most ${limit}`) });
    }
    await add[what](neighbour, 'new');
  });
});
