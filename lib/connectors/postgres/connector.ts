import { z } from 'zod';
import { connectionHostSchema } from '#lib/contracts/connector.ts';
import { connectorField, defineConnector } from '#lib/kit/connector-definition.ts';

const name = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Control characters cannot be sent');

/** A database of PostgreSQL. */
export const postgres = defineConnector({
  id: 'postgres',
  title: 'PostgreSQL',
  description: 'A database.',
  icon: 'database',
  category: 'database',
  fields: z.strictObject({
    host: connectorField(connectionHostSchema.regex(/^[^:]*$|^\[/, 'Give the port on its own'), {
      title: 'Host',
      'x-binding': true,
      'x-control': 'text',
      'x-placeholder': 'db.example.com',
    }),
    port: connectorField(z.int().min(1).max(65_535), {
      title: 'Port',
      'x-binding': true,
      'x-control': 'number',
    }).default(5432),
    database: connectorField(name, { title: 'Database', 'x-control': 'text' }),
    user: connectorField(name, { title: 'User', 'x-control': 'text' }),
    password: connectorField(z.string().min(1).max(1_000), {
      title: 'Password',
      'x-secret': true,
      'x-control': 'password',
    }),
    tls: connectorField(z.enum(['verify', 'encrypt', 'off']), {
      title: 'TLS',
      description: 'Off sends everything in the clear.',
      'x-binding': true,
      'x-control': 'select',
      'x-options': { verify: 'Encrypt and check the certificate', encrypt: 'Encrypt only', off: 'Off' },
    }).default('verify'),
  }),
  hostsOf: ({ host, port }) => [`${host}:${port}`],
});
