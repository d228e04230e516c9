import type { BoundCredentials } from '#lib/runner/ports.ts';
import type { SignatureScheme } from '#lib/services/webhooks/verify-signature.ts';
import type { CallerCheck } from '#lib/services/webhooks/verify-caller.ts';
import type { LiveWebhook } from '#lib/services/webhooks/webhook-source.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** Opens a connection of the workspace as runs of the webhook would. Throws if it is not there or may not be used. */
export type CredentialsOf = (request: {
  workspaceId: string;
  actorId: string | null;
  connectionId: string;
}) => Promise<BoundCredentials>;

const schemes: ReadonlySet<unknown> = new Set<SignatureScheme>(['plain', 'github', 'stripe', 'slack', 'standard']);

/**
 * What a trigger's config demands of callers. A connection that is missing or deleted lets nobody through.
 *
 * @throws {AppError} `unavailable`, so that senders try again later.
 */
export async function checkOf(
  config: Readonly<Record<string, unknown>>,
  { workspaceId, deployedById: actorId }: Pick<LiveWebhook, 'workspaceId' | 'deployedById'>,
  credentialsOf: CredentialsOf,
): Promise<CallerCheck> {
  const { auth, connectionId, signature = 'plain' } = config;
  if (auth === 'none') return { auth };
  if ((auth !== 'header' && auth !== 'hmac') || typeof connectionId !== 'string' || !schemes.has(signature)) {
    throw new AppError('unavailable', 'This webhook cannot check its callers');
  }
  const credentials = await credentialsOf({ workspaceId, actorId, connectionId }).catch((cause: unknown) => {
    throw new AppError('unavailable', 'This webhook cannot check its callers right now', { cause });
  });
  return auth === 'header' ? { auth, credentials } : { auth, credentials, scheme: signature as SignatureScheme };
}
