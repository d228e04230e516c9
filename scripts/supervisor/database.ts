import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded-postgres/start.ts';
import { findFreePort } from '../free-port.ts';
import type { Secrets } from './secrets.ts';

/** The database that the children use. */
export interface Database {
  readonly url: string;
  /** For the step that starts it. */
  readonly description: string;
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/** A database that somebody else runs. */
export function externalDatabase(url: string): Database {
  return { url, description: `DATABASE_URL at ${new URL(url).host}`, stop: async () => undefined };
}

/**
 * The embedded Postgres of a data folder. When it dies it is started again on the same port, so that its address holds.
 *
 * @throws when the first start fails.
 */
export async function embeddedDatabase(
  dataDir: string,
  secrets: Secrets,
  notify: (text: string) => void,
): Promise<Database> {
  const request = {
    dataDir,
    instanceId: secrets.instanceId,
    port: await findFreePort(),
    superuserPassword: secrets.superuserPassword,
    rolePassword: secrets.databasePassword,
  };
  let stopping = false;
  let restarting: Promise<void> = Promise.resolve();
  let server = await startEmbeddedPostgres(request);

  const restart = async () => {
    for (let waitMs = FIRST_DELAY_MS; !stopping; waitMs = Math.min(waitMs * 2, LONGEST_DELAY_MS)) {
      notify(`database ended; starting it again in ${waitMs} ms`);
      await delay(waitMs);
      try {
        server = await startEmbeddedPostgres(request);
        watch(server);
        return;
      } catch (error) {
        notify(`database: ${(error as Error).message}`);
      }
    }
  };
  const watch = ({ keeper }: EmbeddedPostgres) =>
    keeper.once('exit', () => {
      if (!stopping) restarting = restart();
    });
  watch(server);

  return {
    url: server.url,
    description: `Postgres 18, ${server.created ? 'new' : 'existing'} data in ${server.cluster}`,
    stop: async () => {
      stopping = true;
      await restarting;
      if (server.keeper.exitCode === null && server.keeper.signalCode === null) await server.stop();
    },
  };
}
