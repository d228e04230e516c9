import { z } from 'zod';
import { connectionHostSchema } from '#lib/contracts/connector.ts';
import { connectorField, defineConnector } from '#lib/kit/connector-definition.ts';

const credential = z
  .string()
  .min(1)
  .max(1_000)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Control characters cannot be sent');

/** A mail server that takes messages (RFC 6409). */
export const smtp = defineConnector({
  id: 'smtp',
  title: 'SMTP',
  description: 'A server that sends e-mail.',
  icon: 'mail',
  category: 'mail',
  fields: z.strictObject({
    host: connectorField(connectionHostSchema.regex(/^[^:]*$|^\[/, 'Give the port on its own'), {
      title: 'Host',
      'x-binding': true,
      'x-control': 'text',
      'x-placeholder': 'smtp.example.com',
    }),
    port: connectorField(z.int().min(1).max(65_535), {
      title: 'Port',
      'x-binding': true,
      'x-control': 'number',
    }).default(587),
    security: connectorField(z.enum(['starttls', 'tls', 'none']), {
      title: 'Security',
      description: 'STARTTLS (port 587), TLS from the start (port 465), or none.',
      'x-binding': true,
      'x-control': 'select',
      'x-options': { starttls: 'STARTTLS', tls: 'TLS', none: 'None' },
    }).default('starttls'),
    user: connectorField(credential, { title: 'User', 'x-control': 'text' }).optional(),
    password: connectorField(credential, {
      title: 'Password',
      'x-secret': true,
      'x-control': 'password',
    }).optional(),
  }),
  hostsOf: ({ host, port }) => [`${host}:${port}`],
});
