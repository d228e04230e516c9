import { identifyCaller, memberOf, principalAt } from '#lib/server/runtime-caller.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { mayList } from './access.ts';
import type { OpenStream } from './open-streams.ts';
import type { ServerDirectory } from './server-directory.ts';

type Deps = Pick<RuntimeDeps, 'callers' | 'credentials' | 'oauth'>;

/** Whether the caller of an open answer may still use the server. */
export async function isStillGood(deps: Deps, directory: ServerDirectory, stream: OpenStream): Promise<boolean> {
  const { request, principal, serverId, slug, call } = stream;
  if (principal.kind === 'anonymous') return (await directory.accessOf(principal.workspaceSlug, slug)) === 'public';
  if (call && principal.kind !== 'apiKey') return isStillAllowed(deps, stream);
  const identity = await identifyCaller(deps.callers, request);
  const now = identity && principalAt(identity, principal.workspaceSlug, principal.traceId);
  return now !== null && mayList(now, serverId);
}

/** What a short token stands for: the grant of a client, or the session of a member. */
async function isStillAllowed({ oauth, credentials }: Deps, { principal, serverId }: OpenStream): Promise<boolean> {
  if (principal.kind === 'oauth') {
    const grant = principal.apiKey && (await oauth.grants.find(principal.apiKey.id));
    return grant?.serverId === serverId;
  }
  if (principal.sessionId === undefined) return false;
  return (await memberOf(credentials, principal.sessionId, principal.workspaceId)) !== null;
}
