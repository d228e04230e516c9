import { deps } from './deps.ts';

/** The providers whose buttons the sign-in and sign-up pages show. */
export function signInChoices(): { id: string; name: string }[] {
  return deps().config.identityProviders.map(({ id, name }) => ({ id, name }));
}
