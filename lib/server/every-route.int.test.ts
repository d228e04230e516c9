import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { api } from '#lib/contracts/api/index.ts';
import type { ApiContract, Method } from '#lib/contracts/api/contract.ts';
import { roleAllows } from '#lib/contracts/authorise.ts';
import { roleSchema, type Role } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import { routeFiles } from './testing/route-files.ts';
import { useWeb, type Answer, type SignedUp } from './testing/web-harness.ts';

const contracts: [name: string, contract: ApiContract][] = Object.entries(api);
const guarded = contracts.filter(([, { access }]) => access !== 'public');
const methods: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const maxRouteLines = 40;

/** An address of the contract with ids that nobody has. */
const addressOf = (contract: ApiContract, id = newId()): string =>
  contract.path.replace('{id}', id).replace('{nodeId}', 'n1').replace('{name}', 'missing').replace('{version}', '1');
const bodyFor = ({ method }: ApiContract): { body?: object } => (method === 'GET' ? {} : { body: {} });

describe('route files', () => {
  const files = routeFiles();

  test.each(contracts)('%s has one, with its method', async (_, { method, path }) => {
    const route = files.find(({ pattern }) => pattern === path);
    expect(route, `app/api/v1${path}/route.ts`).toBeDefined();
    const handlers = (await import(route!.file)) as Record<string, unknown>;
    expect(handlers[method]).toBeTypeOf('function');
  });

  test('there is none that no contract describes', () => {
    const described = new Set(contracts.map(([, { path }]) => path));
    const others = files.map(({ pattern }) => pattern).filter((pattern) => !described.has(pattern));
    expect(others).toEqual([]);
  });

  test.each(files)('$pattern is an adapter: at most 40 lines', ({ file }) => {
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(maxRouteLines);
  });

  test.each(files)('$pattern answers the methods that it does not have with 405', async ({ pattern, file }) => {
    const handlers = (await import(file)) as Record<Method, (request: Request) => Promise<Response>>;
    const own = contracts.filter(([, { path }]) => path === pattern).map(([, { method }]) => method);
    for (const method of methods.filter((name) => !own.includes(name))) {
      expect(handlers[method], `${method} in ${file}`).toBeTypeOf('function');
      const url = `http://127.0.0.1:5210/api/v1${pattern.replace(/\{\w+\}/g, newId())}`;
      const response = await handlers[method](new Request(url, { method }));
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(own));
      expect(await response.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
    }
  });
});

/** The use case that a route calls for a contract, as source. */
function useCaseSource(name: string, { path: pattern }: ApiContract, asker = 'principal'): string {
  const route = readFileSync(routeFiles().find((file) => file.pattern === pattern)!.file, 'utf8');
  const call = new RegExp(`contract: api\\.${name},[^]*?(\\w+)\\(\\s*deps\\(\\), ${asker}`).exec(route)?.[1];
  const file = new RegExp(`import \\{[^}]*\\b${call}\\b[^}]*\\} from '#(lib/[^']+)'`).exec(route)?.[1];
  expect(file, `the use case of ${name}`).toBeDefined();
  return readFileSync(path.resolve(import.meta.dirname, '../..', file!), 'utf8');
}

describe('use cases', () => {
  const withPermission = guarded.filter(([, { access }]) => access !== 'account' && access !== 'operator');
  const forOperator = guarded.filter(([, { access }]) => access === 'operator');

  test.each(withPermission)('%s declares its permission itself: it may be called from elsewhere', (name, contract) => {
    expect(useCaseSource(name, contract)).toContain(`requirePermission(principal, '${contract.access}')`);
  });

  test.each(forOperator)('%s is for the operator, and says so itself', (name, contract) => {
    expect(useCaseSource(name, contract, 'operator')).toContain('  requireOperator(operator);');
  });
});

describe('who may', () => {
  const web = useWeb();
  let team: SignedUp;
  const tokens = {} as Record<Role, string>;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    team = await web.signUp();
    tokens.owner = team.token;
    for (const role of roleSchema.options.filter((name) => name !== 'owner')) {
      const member = await web.signUp();
      await web.db.pool.query('UPDATE membership SET workspace_id = $1, role = $2 WHERE user_id = $3', [
        team.workspace.id,
        role,
        member.user.id,
      ]);
      tokens[role] = member.token;
    }
    for (const scopes of ['api:read', 'api:write', 'mcp:call,mcp:read', 'api:read,api:write']) {
      const body = { name: scopes, scopes: scopes.split(',') };
      const answer = await web.call<{ key: string }>('POST', '/api-keys', { token: team.token, body });
      keys[scopes] = answer.json.key;
    }
  });

  const expectProblem = (answer: Answer, status: number, code: string): void => {
    expect(answer.json, answer.text).toMatchObject({
      type: `urn:toolwright:problem:${code}`,
      status,
      code,
      title: expect.any(String),
      detail: expect.any(String),
      traceId: answer.headers.get('x-trace-id'),
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  };

  test.each(guarded)('%s: nobody without credentials', async (_, contract) => {
    for (const authorization of [undefined, 'Bearer tw_nonsense', 'Bearer a.b.c']) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      const answer = await web.call(contract.method, addressOf(contract), { headers, ...bodyFor(contract) });
      expectProblem(answer, 401, 'unauthenticated');
    }
  });

  test.each(guarded)('%s: exactly the roles that hold its permission', async (_, contract) => {
    const { access } = contract;
    if (access === 'account' || access === 'public' || access === 'operator') return;
    for (const role of roleSchema.options) {
      const abort = new AbortController();
      const options = { token: tokens[role], signal: abort.signal, ...bodyFor(contract) };
      const response = await web.open(contract.method, addressOf(contract), options);
      if (roleAllows(role, access)) expect(response.status, role).not.toBe(403);
      else expect(response.status, role).toBe(403);
      abort.abort();
      await response.body?.cancel();
    }
  });

  test.each(guarded.filter(([, { access }]) => access === 'operator'))(
    '%s: the operator alone, whatever the role in a workspace; never a key',
    async (_, contract) => {
      const ask = (token: string) => web.call(contract.method, addressOf(contract), { token, ...bodyFor(contract) });
      const owner = await web.signUp();
      for (const token of [owner.token, tokens.admin, tokens.editor, tokens.viewer, keys['api:read,api:write']!]) {
        expectProblem(await ask(token), 403, 'forbidden');
      }
      const isOperator = (yes: boolean) =>
        web.db.pool.query('UPDATE "user" SET is_operator = $2 WHERE id = $1', [owner.user.id, yes]);
      await isOperator(true);
      expect((await ask(owner.token)).status).not.toBe(403);
      await isOperator(false);
      expectProblem(await ask(owner.token), 403, 'forbidden');
    },
  );

  test.each(guarded)('%s: a key needs the scope of its method', async (_, contract) => {
    const lacking = contract.method === 'GET' ? ['api:write', 'mcp:call,mcp:read'] : ['api:read', 'mcp:call,mcp:read'];
    for (const scopes of lacking) {
      const answer = await web.call(contract.method, addressOf(contract), {
        token: keys[scopes]!,
        ...bodyFor(contract),
      });
      expectProblem(answer, 403, 'forbidden');
    }
  });

  test.each(guarded.filter(([, { path: pattern }]) => pattern.includes('{id}')))(
    '%s: an id that is none is 404, like a foreign one',
    async (_, contract) => {
      const answer = await web.call(contract.method, addressOf(contract, 'nonsense'), {
        token: team.token,
        ...bodyFor(contract),
      });
      expectProblem(answer, 404, 'not_found');
    },
  );

  test.each(contracts.filter(([, { body }]) => body))(
    '%s: takes no field that it does not name',
    async (_, contract) => {
      const columns = [
        'id',
        'workspaceId',
        'userId',
        'ownerId',
        'isOperator',
        'revision',
        'slug',
        'status',
        'createdAt',
        'updatedAt',
        'deletedAt',
        'createdById',
        'draftHash',
        'emailVerified',
        'passwordHash',
        'hash',
        'prefix',
        'revokedAt',
        'lastUsedAt',
        'published',
        'liveVersion',
        '__proto__',
        'constructor',
      ];
      // A body is looked at once the query is whole.
      const query = contract.path === '/memory/entry' ? '?key=k' : '';
      for (const column of columns) {
        const answer = await web.call(contract.method, addressOf(contract) + query, {
          token: team.token,
          headers: { 'if-match': '"1"' },
          body: `{"${column}": "x"}`,
        });
        expect(answer, `${column}: ${answer.text}`).toMatchObject({
          status: 422,
          json: {
            errors: expect.arrayContaining([expect.objectContaining({ path: `/${column}`, code: 'unknown_field' })]),
          },
        });
      }
    },
  );

  test.each(contracts.filter(([, { query }]) => query))('%s: nonsense in its query is 400', async (_, contract) => {
    const unreachable = contract.params !== undefined; // An unknown id is 404 before its list is read.
    for (const query of [
      'nope=1',
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=1&limit=2',
      ...(unreachable ? [] : ['cursor=nonsense']),
      '%00=1',
      'q=%00',
    ]) {
      const answer = await web.call(contract.method, `${addressOf(contract)}?${query}`, { token: team.token });
      expectProblem(answer, 400, 'malformed');
    }
  });

  test.each(guarded)('%s: another site’s Host is refused', async (_, contract) => {
    const headers = { host: 'evil.example' };
    expectProblem(
      await web.call(contract.method, addressOf(contract), { token: team.token, headers, ...bodyFor(contract) }),
      400,
      'malformed',
    );
  });
});
