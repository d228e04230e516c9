import type { Db } from '#lib/db/client.ts';
import type { OutboundHttp } from '#lib/runner/ports.ts';
import type { Vault } from '#lib/secrets/vault.ts';
import type { Clock } from '#lib/shared/clock.ts';

/** What the use cases of connections need of their process. */
export interface ConnectionDeps {
  db: Db;
  clock: Clock;
  vault: Pick<Vault, 'seal' | 'open'>;
  /** The one guard, for tests of connections. */
  outbound: OutboundHttp & { resolveAllowed(host: string, port: number): Promise<readonly string[]> };
}
