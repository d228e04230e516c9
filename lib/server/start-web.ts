import { endConnections } from '#lib/http/end-connections.ts';
import { stampClientAddresses } from '#lib/http/own-forwarded-for.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import { deps } from './deps.ts';

/** What the web process does before its first request: a wrong setting stops it here, not in somebody's request. */
export async function startWeb(): Promise<void> {
  const { config, http, logger, vault, retiring } = deps();
  stampClientAddresses(config.trustProxy);
  endConnections({ retiring, stopping: http.stopping });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) stopInOrder(signal, config.stopDelayMs);
  try {
    await vault.checkMasterKeys();
  } catch (error) {
    if (!isAppError(error))
      return logger.warn({ err: error }, 'the database is away; master keys are checked when used');
    logger.fatal({ err: error }, 'the master key does not fit what is stored');
    process.exit(1);
  }
}

/**
 * At the signal `/readyz` says no, and what is in front has `delayMs` to turn away while everything is served on. Only
 * then Next hears of it, which closes the server and waits for open answers: without `beginStop`, for every open page's
 * event stream.
 */
function stopInOrder(signal: NodeJS.Signals, delayMs: number): void {
  const listeners = process.listeners(signal);
  process.removeAllListeners(signal);
  let asked = false;
  process.on(signal, () => {
    if (asked) return;
    asked = true;
    deps().retire();
    setTimeout(() => {
      deps().beginStop();
      for (const listener of listeners) listener(signal);
    }, delayMs);
  });
}
