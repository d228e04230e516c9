import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import type { WorkspaceView } from '#components/layout/workspace-context.tsx';
import { currentIdentity } from '#lib/server/current-identity.ts';
import { visitorOperates } from '#lib/server/operator-visitor.ts';

/**
 * Where the signed-in person begins: their oldest workspace, or the page that makes one. Null for nobody, and for API
 * keys.
 */
export async function homeOfVisitor(): Promise<string | null> {
  const identity = await currentIdentity();
  if (identity?.kind !== 'user') return null;
  const [first] = identity.memberships;
  return first ? `/${first.slug}/workflows` : '/onboarding';
}

/** The signed-in person's address; null for nobody. */
export async function emailOfVisitor(): Promise<string | null> {
  const identity = await currentIdentity();
  return identity?.kind === 'user' ? identity.email : null;
}

/**
 * The person and the workspace of a page. Nobody is sent to sign in (and comes back); another's workspace does not exist.
 */
export async function requireWorkspace(slug: string): Promise<WorkspaceView> {
  const identity = await currentIdentity();
  if (identity?.kind !== 'user') redirect(await signInPath());
  const membership = identity.memberships.find((candidate) => candidate.slug === slug);
  if (!membership) notFound();
  return {
    workspace: { id: membership.workspaceId, slug: membership.slug, name: membership.name, role: membership.role },
    user: {
      id: identity.userId,
      name: identity.name,
      email: identity.email,
      isOperator: await visitorOperates(identity),
    },
  };
}

async function signInPath(): Promise<string> {
  const path = (await headers()).get('x-path');
  return path ? `/signin?next=${encodeURIComponent(path)}` : '/signin';
}
