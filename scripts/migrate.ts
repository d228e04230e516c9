/** `npm run migrate`: applies the migrations to the database of DATABASE_URL, for installations that others supervise. */
import { loadConfig } from '../lib/config/config.ts';
import { deployMigrations } from './migrations.ts';

await deployMigrations(loadConfig().databaseUrl);
console.log('migrations: up to date');
