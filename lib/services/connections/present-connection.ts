import { z } from 'zod';
import type { Connection } from '#lib/contracts/api/connections.ts';
import type { ConnectionRow } from '#lib/db/connections.ts';

const settingsSchema = z.record(z.string(), z.unknown());
const variablesSchema = z.record(z.string(), z.string());

/** A connection as it may be shown. */
export function presentConnection(row: ConnectionRow): Connection {
  return {
    id: row.id,
    name: row.name,
    connector: row.connector,
    hosts: row.hosts,
    settings: settingsSchema.parse(row.settings),
    variables: variablesSchema.parse(row.variables),
    ready: row.secret !== null,
    personal: row.ownerId !== null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    lastTestedAt: row.lastTestedAt?.toISOString() ?? null,
    lastTestOk: row.lastTestOk,
  };
}
