import { afterAll, beforeAll } from 'vitest';
import type { User, Workspace } from '#lib/contracts/api/identity.ts';
import type { RouteHandler } from '#lib/http/define-route.ts';
import { makeMasterKey } from '#lib/secrets/master-keys.ts';
import { useDatabase, type TestDatabase } from '#lib/testing/database.ts';
import type { Deps } from '../deps.ts';
import { findRoute } from './route-files.ts';

export interface CallOptions {
  /** Sent as JSON; a string or bytes are sent as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as `Authorization: Bearer`. */
  token?: string;
  /** The client's address. */
  address?: string;
  signal?: AbortSignal;
}

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  /** The parsed body; undefined when there is none. */
  json: T;
  text: string;
}

export interface SignedUp {
  user: User;
  workspace: Workspace;
  token: string;
  email: string;
  password: string;
}

/** The web process's routes without Next around them: real route files, real Postgres. */
export interface Web {
  readonly db: TestDatabase;
  readonly deps: Deps;
  call<T = Record<string, unknown>>(method: string, path: string, options?: CallOptions): Promise<Answer<T>>;
  /** The answer before its body is read, for event streams. */
  open(method: string, path: string, options?: CallOptions): Promise<Response>;
  /** A new person with a workspace and an access token. */
  signUp(name?: string): Promise<SignedUp>;
}

const ORIGIN = 'http://127.0.0.1:5210';

/** Call once at the top level of a `*.int.test.ts` file. `settings` are environment variables of the process. */
export function useWeb(settings: Record<string, string> = {}): Web {
  const db = useDatabase();
  let deps: Deps | null = null;
  let people = 0;
  beforeAll(async () => {
    Object.assign(process.env, environment(db.url), settings);
    const composition = await import('../deps.ts');
    deps = composition.deps();
    deps.http.checkResponses = true;
  });
  afterAll(async () => {
    await deps?.close();
  });
  const opened = (): Deps => {
    if (!deps) throw new Error('useWeb: deps exist from beforeAll on');
    return deps;
  };
  const web: Web = {
    db,
    get deps() {
      return opened();
    },
    open: openRoute,
    call: async (method, path, options) => readAnswer(await openRoute(method, path, options)),
    signUp: async (name) => {
      people += 1;
      const email = `person${people}-${crypto.randomUUID()}@example.com`;
      const password = 'correct horse battery';
      const body = { email, password, name: name ?? `Person ${people}` };
      const signedUp = await web.call<{ user: User; workspace: Workspace }>('POST', '/auth/signup', { body });
      const answer = await web.call<{ accessToken: string }>('POST', '/auth/token', { body: { email, password } });
      return { ...signedUp.json, token: answer.json.accessToken, email, password };
    },
  };
  return web;
}

function environment(databaseUrl: string): Record<string, string> {
  const secret = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('hex');
  return {
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: secret(),
    INTERNAL_SECRET: secret(),
    MASTER_KEY: makeMasterKey(),
    HOST: '127.0.0.1',
    PORT: new URL(ORIGIN).port,
    MCP_PORT: '5211',
    INTERNAL_PORT: '5212',
    WORKER_PORT: '5213',
    LOG_LEVEL: 'silent',
    INSTANCE_ID: 'test',
  };
}

async function openRoute(method: string, path: string, options: CallOptions = {}): Promise<Response> {
  const url = new URL(`/api/v1${path}`, ORIGIN);
  const found = findRoute(path.split('?')[0]!);
  if (!found) throw new Error(`No route file for ${path}`);
  const handlers = (await import(found.route.file)) as Record<string, RouteHandler | undefined>;
  const handler = handlers[method];
  if (!handler) throw new Error(`${found.route.file} does not export ${method}`);
  return handler(new Request(url, requestInit(method, options)), { params: Promise.resolve(found.params) });
}

function requestInit(method: string, options: CallOptions): RequestInit {
  const headers = new Headers({ host: new URL(ORIGIN).host, 'x-forwarded-for': options.address ?? '192.0.2.1' });
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
  for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
  return { method, headers, body: bodyOf(options.body), signal: options.signal ?? null };
}

function bodyOf(body: unknown): BodyInit | null {
  if (body === undefined) return null;
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

async function readAnswer<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const json = (text === '' ? undefined : JSON.parse(text)) as T;
  return { status: response.status, headers: response.headers, json, text };
}
