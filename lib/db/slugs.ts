import anyAscii from 'any-ascii';
import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';

const MAX_LENGTH = 48;
const ATTEMPTS = 30;
/** First path segments of the web app and words that would read like one: no workspace may have them. */
const reserved = new Set([
  'about',
  'account',
  'admin',
  'api',
  'app',
  'auth',
  'blog',
  'consent',
  'docs',
  'events',
  'forgot',
  'health',
  'healthz',
  'operator',
  'help',
  'home',
  'hooks',
  'icon',
  'internal',
  'invitation',
  'invite',
  'legal',
  'login',
  'logout',
  'mcp',
  'metrics',
  'new',
  'onboarding',
  'pricing',
  'public',
  'readyz',
  'reset',
  'settings',
  'sign-in',
  'sign-up',
  'signin',
  'signup',
  'static',
  'status',
  'templates',
  'verify',
  'workspaces',
]);

/** Whether a slug is the first segment of a page of ours. */
export function isReservedWorkspaceSlug(slug: string): boolean {
  return reserved.has(slug);
}

/**
 * A name in lower-case letters, digits and single dashes: other scripts as they are spoken, roughly (`주문 확인` is
 * `jumun-hwagin`). `fallback` when nothing is left.
 */
export function slugify(name: string, fallback: string): string {
  const slug = anyAscii(name.normalize('NFKC'))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? fallback : slug;
}

/**
 * Reserves a slug for one object for ever: `wanted`, or `wanted-2`, `wanted-3` ... The tombstone row is the claim, so two
 * transactions never get the same one, and a deleted object's slug is never given away. `scope` is `workspace`, or
 * `workflow:{workspaceId}`.
 */
export async function claimSlug(tx: Tx, claim: { scope: string; wanted: string; objectId: string }): Promise<string> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const slug = attempt === 1 ? claim.wanted : `${claim.wanted}-${attempt}`;
    if (claim.scope === 'workspace' && isReservedWorkspaceSlug(slug)) continue;
    const { count } = await tx.slugTombstone.createMany({
      data: [{ scope: claim.scope, slug, objectId: claim.objectId }],
      skipDuplicates: true,
    });
    if (count === 1) return slug;
  }
  const slug = `${claim.wanted}-${newId().slice(-12)}`;
  await tx.slugTombstone.create({ data: { scope: claim.scope, slug, objectId: claim.objectId } });
  return slug;
}
