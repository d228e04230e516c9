import type { Identity } from '#lib/auth/identity.ts';
import { namedWorkspace, unauthenticated } from '#lib/auth/authenticator.ts';
import { accountOf, principalOf, type RequestContext } from '#lib/auth/select-workspace.ts';
import type { ApiContract } from '#lib/contracts/api/contract.ts';
import { requireOperator, requirePermission } from '#lib/contracts/authorise.ts';
import type { Account, Operator, Principal, Scope } from '#lib/contracts/principal.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { idempotencyKeyOf, requireIfMatch } from './preconditions.ts';
import type { HttpPorts } from './ports.ts';
import { DEFAULT_BODY_BYTES, parseJson, readBody, requireJsonType } from './read-json.ts';
import { requireOwnOrigin } from './request-guards.ts';
import { openUpload, type Upload } from './upload.ts';
import { validateBody, validatePath, validateQuery } from './validate.ts';

export type PathParams = Record<string, string | string[] | undefined>;

/** Who asks, as far as the contract wants to know. */
export interface Asker {
  principal?: Principal;
  account?: Account;
  operator?: Operator;
}

/** What was sent, checked. */
export interface Sent {
  params: unknown;
  query: unknown;
  body: unknown;
  rawBody: Uint8Array;
  upload: Upload | undefined;
  ifMatch: number | undefined;
  idempotencyKey: string | undefined;
}

/** Finds out who asks and whether they may ask this at all. Throws 401, 403, 404 or 400 (`workspace_required`). */
export async function identifyAsker(
  ports: HttpPorts,
  contract: ApiContract,
  request: Request,
  context: RequestContext,
  origins: ReadonlySet<string>,
): Promise<Asker> {
  if (contract.access === 'public') return {};
  const identity = await ports.authenticator.identify(request.headers);
  if (!identity) throw unauthenticated();
  const reads = contract.method === 'GET';
  if (!reads && identity.kind === 'user' && identity.via === 'cookie') requireOwnOrigin(request.headers, origins);
  requireApiScope(identity, reads ? 'api:read' : 'api:write');
  if (contract.access === 'account') return { account: accountOf(identity, context) };
  if (contract.access === 'operator') return { operator: await operatorOf(ports, identity, context) };
  const principal = principalOf(identity, namedWorkspace(request), context);
  requirePermission(principal, contract.access);
  return { principal };
}

/** Throws `forbidden` for everybody else, and for keys: a key acts for a workspace. */
async function operatorOf(ports: HttpPorts, identity: Identity, context: RequestContext): Promise<Operator> {
  const account = accountOf(identity, context);
  const operates = identity.kind === 'user' && (await ports.isOperator(identity.userId));
  requireOperator(operates ? { operates } : {});
  return { ...account, operates: true };
}

function requireApiScope(identity: Identity, scope: Scope): void {
  if (identity.kind === 'apiKey' && !identity.apiKey.scopes.includes(scope)) {
    throw new AppError('forbidden', `This key does not have the scope ${scope}`);
  }
}

/** Reads and checks everything that the contract describes, in the order that the README names. */
export async function readRequest(contract: ApiContract, request: Request, params: PathParams): Promise<Sent> {
  const checkedParams = contract.params ? validatePath(contract.params, params) : undefined;
  const query = contract.query ? validateQuery(contract.query, queryOf(request)) : undefined;
  const upload = contract.upload ? await openUpload(request, contract.maxBodyBytes ?? DEFAULT_BODY_BYTES) : undefined;
  const rawBody = contract.method === 'GET' || upload ? new Uint8Array() : await readJsonBytes(contract, request);
  const body = contract.body ? validateBody(contract.body, parseJson(rawBody)) : undefined;
  const ifMatch = contract.ifMatch ? requireIfMatch(request.headers) : undefined;
  const idempotencyKey = contract.idempotent ? idempotencyKeyOf(request.headers) : undefined;
  return { params: checkedParams, query, body, rawBody, upload, ifMatch, idempotencyKey };
}

async function readJsonBytes(contract: ApiContract, request: Request): Promise<Uint8Array> {
  const maxBytes = contract.maxBodyBytes ?? DEFAULT_BODY_BYTES;
  const bytes = await readBody(request, maxBytes);
  requireJsonType(request.headers, bytes);
  return bytes;
}

/** Query fields without `workspace`, which chose the tenant. A repeated field becomes a list, which no schema takes. */
function queryOf(request: Request): Record<string, string | string[]> {
  const search = new URL(request.url).searchParams;
  search.delete('workspace');
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    if (values.some((value) => value.includes('\0'))) {
      throw new AppError('malformed', 'The query holds U+0000', {
        errors: [{ path: `?${name}`, code: 'invalid_format', message: 'U+0000 is not allowed' }],
      });
    }
    fields[name] = values.length === 1 ? values[0]! : values;
  }
  return fields;
}
