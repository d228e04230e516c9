import type { ApiKey } from '#lib/contracts/api/identity.ts';
import { roleSchema, scopeSchema } from '#lib/contracts/principal.ts';
import { callLimitsSchema } from '#lib/contracts/server-settings.ts';
import type { ApiKeyRow } from '#lib/db/api-keys.ts';
import { z } from 'zod';

const namesSchema = z.array(z.string()).nullable();

export function presentApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    role: roleSchema.parse(row.role),
    scopes: z.array(scopeSchema).parse(row.scopes),
    servers: namesSchema.parse(row.servers),
    tools: namesSchema.parse(row.tools),
    readOnly: row.readOnly,
    limits: callLimitsSchema.nullable().parse(row.limits),
    calls: Number(row.calls),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdBy: row.user,
  };
}
