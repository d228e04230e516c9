import type { ConnectorTrial } from '#lib/kit/connector-trial.ts';
import type { signingSecret } from './connector.ts';

/** There is nobody to ask: it is right if what the other side signs can be verified. */
export const trySigningSecret: ConnectorTrial<typeof signingSecret> = () =>
  Promise.resolve({
    ok: true,
    message: 'The secret is stored. The first signed call shows whether it is the right one',
  });
