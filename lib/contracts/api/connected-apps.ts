import { z } from 'zod';
import { idParams, pageOf, pageQuery, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

export const connectedAppSchema = z.object({
  id: z.uuid(),
  /** `name` is what the client says of itself; `host` is where it can be recognised. */
  client: z.object({ id: z.string(), name: z.string().nullable(), host: z.string() }),
  server: z.object({ id: z.uuid(), name: z.string(), url: z.string() }),
  scopes: z.array(z.string()),
  allowedBy: z.object({ id: z.uuid(), name: z.string() }),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.nullable(),
});
export type ConnectedApp = z.infer<typeof connectedAppSchema>;

export const listConnectedApps = defineContract({
  method: 'GET',
  path: '/connected-apps',
  summary: 'Apps that may use servers by OAuth: one’s own, or all for those who manage keys',
  tag: 'Identity',
  access: 'workflow:read',
  query: pageQuery,
  responses: { 200: pageOf(connectedAppSchema) },
});
export const deleteConnectedApp = defineContract({
  method: 'DELETE',
  path: '/connected-apps/{id}',
  summary: 'Take back what an app was allowed; its tokens are refused within a second',
  tag: 'Identity',
  access: 'workflow:read',
  params: idParams,
  responses: { 204: null },
});
export const answerConsent = defineContract({
  method: 'POST',
  path: '/users/me/consents',
  summary: 'Allow a client what it asks, or decline; the person’s browser goes on to the address in the answer',
  tag: 'Identity',
  access: 'account',
  body: z.strictObject({
    /** What the authorization server sent the person with. */
    request: z.string().min(1).max(8_000),
    allow: z.boolean(),
  }),
  responses: { 200: z.object({ continueTo: z.string() }) },
});
