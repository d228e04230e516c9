import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { applicationUrl } from '../../scripts/embedded-postgres/application-role.ts';
import { startEmbeddedPostgres } from '../../scripts/embedded-postgres/start.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { deployMigrations } from '../../scripts/migrations.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The test server, as superuser: for making and dropping databases only. */
    databaseAdminUrl: string;
    /** The application's address with the database name left for each test file to fill in. */
    databaseTemplateUrl: string;
  }
}

export const TEMPLATE_DATABASE = 'template_migrated';

/** Vitest's global setup of the project `integration`: one real Postgres for the whole run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'toolwright-test-'));
  chmodSync(dataDir, 0o711);
  const secret = () => randomBytes(24).toString('hex');
  const rolePassword = secret();
  const port = await findFreePort();
  const server = await startEmbeddedPostgres({
    dataDir,
    instanceId: 'vitest',
    port,
    superuserPassword: secret(),
    rolePassword,
  });
  try {
    await makeTemplate(server.superuserUrl, applicationUrl(port, rolePassword, TEMPLATE_DATABASE));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('databaseAdminUrl', server.superuserUrl);
  project.provide('databaseTemplateUrl', applicationUrl(port, rolePassword, TEMPLATE_DATABASE));
  return async () => {
    await server.stop();
    rmSync(server.cluster, { recursive: true, force: true });
    if (existsSync(dataDir)) rmSync(dataDir, { recursive: true, force: true });
  };
}

async function makeTemplate(adminUrl: string, templateUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${TEMPLATE_DATABASE} OWNER toolwright`);
  } finally {
    await admin.end();
  }
  await deployMigrations(templateUrl);
}
