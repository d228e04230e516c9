import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { prismaEnvironment } from '../migrations.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A project of its own: Prisma's CLI, our engine, a schema and a migrations folder that tests may change. */
// Each test starts Prisma's program several times, which takes a busy machine seconds.
describe('Prisma through the schema engine', { timeout: 120_000 }, () => {
  const database = useDatabase();
  let folder: string;

  beforeAll(async () => {
    await database.pool.query('DROP SCHEMA public CASCADE');
    await database.pool.query('CREATE SCHEMA public');
    mkdirSync(path.join(root, '.cache'), { recursive: true });
    folder = mkdtempSync(path.join(root, '.cache/prisma-test-'));
    writeFileSync(
      path.join(folder, 'prisma.config.ts'),
      `export default { schema: 'schema.prisma', migrations: { path: 'migrations' }, datasource: { url: process.env.DATABASE_URL } };`,
    );
    writeSchema('name String');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function writeSchema(field: string): void {
    const model = `model Thing {\n  id Int @id\n  ${field}\n  kind String @default("a;b")\n}\n`;
    writeFileSync(path.join(folder, 'schema.prisma'), `datasource db {\n  provider = "postgresql"\n}\n${model}`);
  }

  function writeMigration(name: string, sql: string): void {
    mkdirSync(path.join(folder, 'migrations', name), { recursive: true });
    writeFileSync(path.join(folder, 'migrations/migration_lock.toml'), 'provider = "postgresql"\n');
    writeFileSync(path.join(folder, 'migrations', name, 'migration.sql'), sql);
  }

  function prisma(...command: string[]): { status: number | null; text: string; stdout: string } {
    const cli = path.join(root, 'node_modules/prisma/build/index.js');
    const env = prismaEnvironment(database.url);
    const result = spawnSync(process.execPath, [cli, ...command], { cwd: folder, env, encoding: 'utf8' });
    return { status: result.status, text: result.stdout + result.stderr, stdout: result.stdout };
  }

  const diff = ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'schema.prisma'];

  it('deploys what its own diff wrote, function bodies and semicolons included, once', async () => {
    const { stdout } = prisma(...diff, '--script');
    expect(stdout).toContain('CREATE TABLE "Thing"');
    const body = `CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN n := n * 2; RETURN n; END $$;`;
    writeMigration(
      '20260101000000_first',
      `${stdout.replace(/^Loaded.*$/gm, '')}\n-- a comment; with a semicolon\n${body}`,
    );
    expect(prisma('migrate', 'deploy')).toMatchObject({ status: 0 });
    expect(prisma('migrate', 'deploy').text).toContain('No pending migrations to apply');
    const { rows } = await database.pool.query('SELECT twice(21) AS n');
    expect(rows).toEqual([{ n: 42 }]);
  });

  it('knows the state: status, drift with its exit code, data that a change would lose', () => {
    expect(prisma('migrate', 'status').text).toContain('Database schema is up to date');
    expect(prisma(...diff, '--exit-code').status).toBe(0);
    writeSchema('renamed String?');
    expect(prisma(...diff, '--exit-code').status).toBe(2);
    expect(prisma(...diff, '--script').stdout).toContain('DROP COLUMN "name"');
  });

  it('records a migration that fails, with the reason, and refuses to go on', () => {
    writeMigration('20260102000000_broken', 'ALTER TABLE nowhere ADD COLUMN x int;');
    const failed = prisma('migrate', 'deploy');
    expect(failed.status).toBe(1);
    expect(failed.text).toContain('No such table: nowhere');
    expect(prisma('migrate', 'deploy').text).toContain('P3009');
    expect(prisma('migrate', 'resolve', '--rolled-back', '20260102000000_broken').status).toBe(0);
  });

  it('says that a database cannot be reached, and which', () => {
    const env = prismaEnvironment('postgresql://nobody:x@127.0.0.1:1/none');
    const cli = path.join(root, 'node_modules/prisma/build/index.js');
    const result = spawnSync(process.execPath, [cli, 'migrate', 'deploy'], { cwd: folder, env, encoding: 'utf8' });
    expect(result.status).toBe(1);
    expect(result.stdout + result.stderr).toMatch(/P1001|Can't reach database server at `127\.0\.0\.1:1`/);
  });
});
