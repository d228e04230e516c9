import { z } from 'zod';
import { connectorField, defineConnector } from '#lib/kit/connector-definition.ts';
import { testUrlField } from '#lib/kit/http-connection.ts';

const credential = z
  .string()
  .max(1_000)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Control characters cannot be sent');

/** `Authorization: Basic` in UTF-8 (RFC 7617). */
export const basic = defineConnector({
  id: 'basic',
  title: 'User name and password',
  description: 'HTTP basic authentication.',
  icon: 'user-round-key',
  category: 'http',
  fields: z.strictObject({
    username: connectorField(credential.min(1).regex(/^[^:]*$/, 'A user name cannot hold a colon'), {
      title: 'User name',
      'x-control': 'text',
    }),
    password: connectorField(credential.min(1), { title: 'Password', 'x-secret': true, 'x-control': 'password' }),
    testUrl: testUrlField,
  }),
  authorise: ({ username, password }) => ({
    headers: { authorization: `Basic ${base64(`${username}:${password}`)}` },
  }),
});

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
