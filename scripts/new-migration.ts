/**
 * `npm run migration -- NAME`: writes prisma/migrations/TIME_NAME/migration.sql with what prisma/schema has and the
 * migrations do not, against a Postgres made for the purpose. Read the SQL before you commit it.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres/start.ts';
import { findFreePort } from './free-port.ts';
import { runPrisma } from './migrations.ts';

const name = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9_]{2,40}$/.test(name)) {
  console.error('Name the migration in lower case, for instance: npm run migration -- add_schedules');
  process.exit(1);
}
const dataDir = mkdtempSync(path.join(tmpdir(), 'toolwright-migration-'));
chmodSync(dataDir, 0o711);
const secret = () => randomBytes(24).toString('hex');
const port = await findFreePort();
const server = await startEmbeddedPostgres({
  dataDir,
  instanceId: 'migration',
  port,
  superuserPassword: secret(),
  rolePassword: secret(),
});
try {
  await runPrisma(['migrate', 'deploy'], server.url);
  const diff = ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema', '--script'];
  const sql = (await runPrisma(diff, server.url)).replace(/^Loaded Prisma config.*\n/gm, '').trim();
  if (sql.includes('This is an empty migration')) {
    console.log('The migrations already say what the schema says.');
  } else {
    const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const folder = path.resolve(import.meta.dirname, '../prisma/migrations', `${time}_${name}`);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'migration.sql'), `${sql}\n`);
    console.log(`wrote prisma/migrations/${time}_${name}/migration.sql`);
  }
} finally {
  await server.stop();
  rmSync(server.cluster, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}
