import { stampClientAddresses } from '#lib/http/own-forwarded-for.ts';
import { deps } from './deps.ts';

/** What the web process does before its first request: a wrong setting stops it here, not in somebody's request. */
export function startWeb(): void {
  const { config } = deps();
  stampClientAddresses(config.trustProxy);
}
