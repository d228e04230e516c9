import { z } from 'zod';
import { connectorField, defineConnector } from '#lib/kit/connector-definition.ts';
import { headerNameSchema, headerValueSchema, testUrlField } from '#lib/kit/http-connection.ts';

/** A key in a header or in the query. */
export const apiKey = defineConnector({
  id: 'apiKey',
  title: 'API key',
  description: 'A key that is sent in a header or in the address.',
  icon: 'key-round',
  category: 'http',
  fields: z.strictObject({
    place: connectorField(z.enum(['header', 'query']), {
      title: 'Sent in',
      'x-control': 'select',
      'x-options': { header: 'Header', query: 'Address (query)' },
    }).default('header'),
    name: connectorField(headerNameSchema, {
      title: 'Name',
      description: 'Of the header, or of the parameter in the address.',
      'x-control': 'text',
      'x-placeholder': 'X-Api-Key',
    }),
    value: connectorField(headerValueSchema, { title: 'Key', 'x-secret': true, 'x-control': 'password' }),
    testUrl: testUrlField,
  }),
  authorise: ({ place, name, value }) =>
    place === 'query' ? { headers: {}, query: { name, value } } : { headers: { [name.toLowerCase()]: value } },
});
