import { endConnections } from '#lib/http/end-connections.ts';
import { stampClientAddresses } from '#lib/http/own-forwarded-for.ts';
import { deps } from './deps.ts';

/** What the web process does before its first request: a wrong setting stops it here, not in somebody's request. */
export function startWeb(): void {
  const { config, http } = deps();
  stampClientAddresses(config.trustProxy);
  endConnections(http.stopping);
  // Next closes the server by itself, and waits for open answers: without this, for every open page's event stream.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => deps().beginStop());
}
