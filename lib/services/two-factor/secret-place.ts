import type { Place } from '#lib/secrets/vault.ts';

/** Where the secret of a person's authenticator app is sealed. */
export function secretPlace(userId: string): Place {
  return { table: 'two_factor', row: userId, field: 'secret' };
}
