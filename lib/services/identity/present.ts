import type { User, Workspace } from '#lib/contracts/api/identity.ts';
import type { User as UserRow } from '#lib/db/generated/client.ts';
import type { WorkspaceWithRole } from '#lib/db/workspaces.ts';
import { locales } from '#lib/shared/locales.ts';

export function presentUser(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    emailVerified: row.emailVerified !== null,
    name: row.name,
    locale: locales.find((locale) => locale === row.locale) ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function presentWorkspace(row: WorkspaceWithRole): Workspace {
  return { id: row.id, slug: row.slug, name: row.name, role: row.role, createdAt: row.createdAt.toISOString() };
}
