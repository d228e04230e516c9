import type { Account } from '#lib/contracts/principal.ts';
import type { Db } from '#lib/db/client.ts';
import { findOauthServer } from '#lib/db/system/oauth-grants.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { say } from '#lib/shared/say.ts';
import { shownHost } from '#lib/shared/shown-host.ts';
import { requirePerson } from '../identity/require-person.ts';
import type { AskedConsent } from './oauth-deps.ts';

export interface ConsentDeps {
  db: Pick<Db, 'pool'>;
  clock: Clock;
  consents: {
    /** What the authorization server has signed, if it is no older than it may be. */
    readRequest(token: string, now: number): Promise<AskedConsent | null>;
    signPass(
      pass: { userId: string; sessionId: string; interactionId: string; allow: boolean },
      now: number,
    ): Promise<string>;
    /** The server that an address names, as slugs. */
    serverOf(resource: string): { workspaceSlug: string; serverSlug: string } | null;
    /** Where the authorization server hears the answer. */
    interactionUrl(interactionId: string): string;
  };
}

/** What a person is asked; `unknown` when the question is too old, `foreign` when the server is in none of their workspaces. */
export type ConsentView =
  | { kind: 'unknown' }
  | { kind: 'foreign' }
  | {
      kind: 'asked';
      clientName: string | null;
      clientHost: string;
      redirectUri: string;
      serverName: string;
      serverUrl: string;
      workspaceName: string;
      scopes: readonly string[];
    };

/** What the page of consent shows to somebody with these workspaces. */
export async function consentView(
  deps: ConsentDeps,
  visitor: { workspaceIds: readonly string[] },
  token: string,
): Promise<ConsentView> {
  const asked = await deps.consents.readRequest(token, deps.clock.now());
  if (!asked) return { kind: 'unknown' };
  const address = deps.consents.serverOf(asked.resource);
  const server = address && (await findOauthServer(deps.db.pool, address.workspaceSlug, address.serverSlug));
  if (!server || !visitor.workspaceIds.includes(server.workspaceId)) return { kind: 'foreign' };
  return {
    kind: 'asked',
    clientName: asked.clientName,
    clientHost: shownHost(asked.clientId, asked.redirectUri),
    redirectUri: asked.redirectUri,
    serverName: server.name,
    serverUrl: asked.resource,
    workspaceName: server.workspaceName,
    scopes: asked.scopes,
  };
}

/**
 * The person's answer, as an address that brings it to the authorization server, which looks at membership and server itself.
 * Throws `conflict` when the question is too old, `forbidden` for API keys.
 */
export async function answerConsent(
  deps: ConsentDeps,
  account: Account,
  { request, allow }: { request: string; allow: boolean },
): Promise<{ continueTo: string }> {
  requirePerson(account);
  const { userId, sessionId } = account;
  if (sessionId === undefined) throw new AppError('forbidden', say('sign_in_first'));
  const now = deps.clock.now();
  const asked = await deps.consents.readRequest(request, now);
  if (!asked) throw new AppError('conflict', say('consent_too_old'));
  const { interactionId } = asked;
  const pass = await deps.consents.signPass({ userId, sessionId, interactionId, allow }, now);
  return { continueTo: `${deps.consents.interactionUrl(interactionId)}?pass=${pass}` };
}
