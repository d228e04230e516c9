import { z } from 'zod';
import { connectorField, defineConnector } from '#lib/kit/connector-definition.ts';
import { headerNameSchema, headerValueSchema, testUrlField } from '#lib/kit/http-connection.ts';

/** Any headers, for services with a way of their own. */
export const headerSet = defineConnector({
  id: 'headers',
  title: 'Headers',
  description: 'A set of headers that is sent with every request.',
  icon: 'list',
  category: 'http',
  fields: z.strictObject({
    headers: connectorField(
      z.record(headerNameSchema, headerValueSchema).refine((headers) => {
        const count = Object.keys(headers).length;
        return count >= 1 && count <= 20;
      }, 'Name 1 to 20 headers'),
      { title: 'Headers', 'x-secret': true, 'x-control': 'keyValue' },
    ),
    testUrl: testUrlField,
  }),
  authorise: ({ headers }) => ({
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  }),
});
