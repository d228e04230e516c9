import type { Config } from '#lib/config/config.ts';

/** Which providers are set up. */
export interface ProviderDeps {
  config: Pick<Config, 'identityProviders'>;
}
