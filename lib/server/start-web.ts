import { endConnections } from '#lib/http/end-connections.ts';
import { stampClientAddresses } from '#lib/http/own-forwarded-for.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import { deps } from './deps.ts';

/** What the web process does before its first request: a wrong setting stops it here, not in somebody's request. */
export async function startWeb(): Promise<void> {
  const { config, http, logger, vault } = deps();
  stampClientAddresses(config.trustProxy);
  endConnections(http.stopping);
  // Next closes the server by itself, and waits for open answers: without this, for every open page's event stream.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => deps().beginStop());
  try {
    await vault.checkMasterKeys();
  } catch (error) {
    if (!isAppError(error))
      return logger.warn({ err: error }, 'the database is away; master keys are checked when used');
    logger.fatal({ err: error }, 'the master key does not fit what is stored');
    process.exit(1);
  }
}
