import { z } from 'zod';
import { connectorField, defineConnector } from '#lib/kit/connector-definition.ts';
import { headerValueSchema, testUrlField } from '#lib/kit/http-connection.ts';

/** `Authorization: Bearer` (RFC 6750). */
export const bearer = defineConnector({
  id: 'bearer',
  title: 'Bearer token',
  description: 'A token that is sent as “Authorization: Bearer …”.',
  icon: 'ticket',
  category: 'http',
  fields: z.strictObject({
    token: connectorField(headerValueSchema, { title: 'Token', 'x-secret': true, 'x-control': 'password' }),
    testUrl: testUrlField,
  }),
  authorise: ({ token }) => ({ headers: { authorization: `Bearer ${token}` } }),
});
