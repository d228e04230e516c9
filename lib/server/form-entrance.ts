import { createFormTokens } from '#lib/auth/form-tokens.ts';
import { currentIdentity } from './current-identity.ts';
import { deps } from './deps.ts';

/**
 * Where a signed-in visitor opens a form for members: the runtime, which reads no cookies, with a pass of their session.
 * Null for nobody. The runtime looks at the form, and whether they are a member.
 */
export async function formEntrance(workspaceSlug: string, path: string, test: boolean): Promise<string | null> {
  const identity = await currentIdentity();
  if (identity?.kind !== 'user') return null;
  const { config, clock } = deps();
  const form = `${workspaceSlug}/${path}`;
  const { userId, sessionId } = identity;
  const pass = await createFormTokens(config.authSecret).issuePass({ userId, sessionId, form }, clock.now());
  const folder = test ? 'forms-test' : 'forms';
  return `${config.mcpPublicUrl}/${folder}/${encodeURIComponent(workspaceSlug)}/${encodeURIComponent(path)}?pass=${pass}`;
}
