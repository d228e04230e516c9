import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { readCatalogColumns } from './catalog-columns.ts';
import { parseConnection, withClient } from './connection.ts';

/** Where nothing is asked of a database (`generate`, `diff` between files), the engine still wants an adapter. */
const NO_DATABASE = 'postgresql://127.0.0.1/offline';

/** The adapter through which the engine reaches Postgres. */
export function createAdapter(url: string | null): object {
  const connection = parseConnection(url ?? NO_DATABASE);
  const { config, schema } = connection;
  const factory = new PrismaPg(config, { schema });

  const connect = factory.connect.bind(factory);
  factory.connect = async () => prepare(await connect());

  // The adapter's own version drops the shadow database while its pool still holds connections; Postgres refuses that.
  factory.connectToShadowDb = async () => {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    await withClient(connection, 'postgres', (client) => client.query(`CREATE DATABASE "${database}"`));
    const shadow = prepare(await new PrismaPg({ ...config, database }, { schema }).connect());
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await withClient(connection, 'postgres', (client) =>
        client.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`),
      );
    };
    return shadow;
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/**
 * The adapter runs a script by splitting it at every semicolon, which breaks function bodies and comments. Postgres
 * takes the whole script at once, as the official engine sends it.
 */
function prepare(adapter: Adapter): Adapter {
  adapter.executeScript = async (script) => void (await adapter.executeRaw({ sql: script, args: [], argTypes: [] }));
  return readCatalogColumns(adapter);
}
