import { z } from 'zod';
import { connectorField, defineConnector } from '#lib/kit/connector-definition.ts';

/** A secret that signs and is never sent: for webhooks and HMACs. */
export const signingSecret = defineConnector({
  id: 'signingSecret',
  title: 'Signing secret',
  description: 'A secret that proves who sent something. It is never sent itself.',
  icon: 'signature',
  category: 'http',
  fields: z.strictObject({
    secret: connectorField(z.string().min(8).max(1_000), {
      title: 'Secret',
      description: 'As the other service shows it, or as you will enter it there.',
      'x-secret': true,
      'x-control': 'password',
    }),
  }),
  // No request carries it anywhere.
  hostsOf: () => [],
  authorise: () => ({ headers: {} }),
  signingKey: ({ secret }) => secret,
});
