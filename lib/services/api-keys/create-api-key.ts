import { say, type Said } from '#lib/shared/say.ts';
import type { ApiKey } from '#lib/contracts/api/identity.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { CallLimits } from '#lib/contracts/server-settings.ts';
import { countWorkflows, findApiKeyExpiry, insertApiKey } from '#lib/db/api-keys.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { countCollectionsOf } from '#lib/db/collections.ts';
import type { Tx } from '#lib/db/client.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { requireCapacity } from '#lib/services/quotas/require-capacity.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { grantWithin, type RequestedGrant } from './key-grant.ts';
import { presentApiKey } from './present-api-key.ts';

export interface CreateApiKeyInput extends RequestedGrant {
  name: string;
  /** RFC 3339; never, when left out. */
  expiresAt?: string | undefined;
  limits?: CallLimits | undefined;
}

/**
 * Makes a key of one's own. The answer is the only place where `key` is ever shown.
 * Throws `forbidden` (above the maker), `invalid` (past expiry, servers that are no workflows of this workspace),
 * `quota_exceeded`.
 */
export async function createApiKey(
  deps: Pick<IdentityDeps, 'db' | 'clock' | 'apiKeys'>,
  principal: Principal,
  input: CreateApiKeyInput,
): Promise<ApiKey & { key: string }> {
  requirePermission(principal, 'workflow:read');
  const grant = grantWithin(principal, input);
  const wanted = futureTime(input.expiresAt, deps.clock.now());
  const minted = deps.apiKeys.mint();
  const { workspaceId, userId } = principal;
  const row = await deps.db.transaction(async (tx) => {
    if (grant.servers) await requireServers(tx, workspaceId, grant.servers);
    await requireCapacity(tx, 'apiKeys', { workspaceId });
    const { prefix, hash } = minted;
    const expiresAt = await expiryWithin(tx, principal, wanted);
    const key = await insertApiKey(tx, {
      workspaceId,
      userId,
      name: input.name,
      prefix,
      hash,
      ...grant,
      limits: limitsWithin(principal, input.limits),
      expiresAt,
    });
    await writeAudit(tx, principal, {
      action: 'api-key.created',
      targetType: 'apiKey',
      targetId: key.id,
      data: { name: input.name, prefix, ...grant },
    });
    return key;
  });
  return { ...presentApiKey(row), key: minted.key };
}

/** They are workflows and collections of the workspace. */
async function requireServers(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  const known = (await countWorkflows(tx, { workspaceId, ids })) + (await countCollectionsOf(tx, { workspaceId, ids }));
  if (known < ids.length) throw fieldError('/servers', 'unknown_server', say('unknown_server'));
}

/** The limits of a new key: at most those of the key that makes it. */
function limitsWithin({ apiKey }: Principal, wanted: CallLimits | undefined): CallLimits | null {
  const most = apiKey?.limits;
  if (!most) return wanted ?? null;
  const fields = Object.keys({ ...most, ...wanted }) as (keyof CallLimits)[];
  const pairs = fields.map((field) => [field, Math.min(most[field] ?? Infinity, wanted?.[field] ?? Infinity)]);
  return Object.fromEntries(pairs) as CallLimits;
}

/** A key that expires makes no key that outlives it. */
async function expiryWithin(tx: Tx, maker: Principal, wanted: Date | null): Promise<Date | null> {
  if (!maker.apiKey) return wanted;
  const limit = await findApiKeyExpiry(tx, { workspaceId: maker.workspaceId, id: maker.apiKey.id });
  if (limit === undefined) throw new AppError('unauthenticated', 'The key that asks was revoked');
  if (limit === null || (wanted !== null && wanted <= limit)) return wanted;
  if (wanted === null) return limit;
  throw new AppError('forbidden', say('key_outlives'));
}

function futureTime(text: string | undefined, now: number): Date | null {
  if (text === undefined) return null;
  const time = new Date(text);
  if (time.getTime() <= now) throw fieldError('/expiresAt', 'in_the_past', say('in_the_past'));
  return time;
}

function fieldError(path: string, code: string, said: Said): AppError {
  return new AppError('invalid', said, { errors: [{ path, code, ...said }] });
}
