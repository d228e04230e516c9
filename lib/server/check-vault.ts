import { setTimeout as sleep } from 'node:timers/promises';
import { isOutage } from '#lib/db/outage.ts';
import type { Vault } from '#lib/secrets/vault.ts';

const PATIENCE_MS = 30_000;
const PAUSE_MS = 250;

/**
 * Whether the master key opens what is stored; the first thing that a process asks the database. One that is just coming
 * back (after an accident all start at once) is waited for. Throws for a wrong key at once.
 */
export async function checkVault(vault: Pick<Vault, 'checkMasterKeys'>, patienceMs = PATIENCE_MS): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await vault.checkMasterKeys();
    } catch (error) {
      if (!isOutage(error) || performance.now() >= until) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
