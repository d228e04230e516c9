import type { Config } from '#lib/config/config.ts';
import type { Instance } from '#lib/contracts/api/operator.ts';

/** What a provider is called before it is set up. */
const names = { google: 'Google', github: 'GitHub', oidc: 'OpenID Connect' } as const;

/** Every provider that people could sign in with, and the address that its operator registers there. */
export function signInProviders(config: Pick<Config, 'publicUrl' | 'identityProviders'>): Instance['signInProviders'] {
  return Object.entries(names).map(([id, name]) => {
    const setUp = config.identityProviders.find((provider) => provider.id === id);
    const callbackUrl = `${config.publicUrl}/api/auth/callback/${id}`;
    return { id, name: setUp?.name ?? name, callbackUrl, isSetUp: setUp !== undefined };
  });
}
