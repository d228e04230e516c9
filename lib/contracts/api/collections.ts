import { z } from 'zod';
import { serverAccessSchema, serverSettingsSchema, toolNameSchema } from '../server-settings.ts';
import { idParams, nameSchema, pageOf, pageQuery, slugSchema, storableText, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

/** Workflows of one collection. */
const MOST_MEMBERS = 20;

const membersSchema = z
  .array(
    z.strictObject({
      workflowId: z.uuid(),
      /** Names that its tools have here, by the names that they have at their own server; null leaves one out. */
      names: z.record(toolNameSchema, toolNameSchema.nullable()).default({}),
    }),
  )
  .min(1)
  .max(MOST_MEMBERS)
  .refine((members) => new Set(members.map(({ workflowId }) => workflowId)).size === members.length, {
    message: 'Name each workflow once',
  });

export const collectionSettingsSchema = serverSettingsSchema.pick({ limits: true, publicLimits: true });

const collectionFields = {
  id: z.uuid(),
  slug: slugSchema,
  name: z.string(),
  description: z.string(),
  url: z.string(),
  access: serverAccessSchema,
  createdAt: timeSchema,
};

const summarySchema = z.object({
  ...collectionFields,
  members: z.array(z.object({ workflowId: z.uuid(), name: z.string(), live: z.boolean() })),
});
export type CollectionSummary = z.infer<typeof summarySchema>;

export const collectionSchema = z.object({
  ...collectionFields,
  accessChoices: z.array(serverAccessSchema),
  settings: collectionSettingsSchema,
  members: z.array(
    z.object({
      workflowId: z.uuid(),
      /** The workflow's. */
      name: z.string(),
      /** Its tools are there while it is. */
      live: z.boolean(),
      names: z.record(z.string(), z.string().nullable()),
      tools: z.array(
        z.object({
          /** At its own server. */
          name: z.string(),
          description: z.string(),
          /** Here; null: left out, or another tool has its name. */
          as: z.string().nullable(),
          /** Another tool that comes before has its name: it is not there until it is renamed. */
          clash: z.boolean(),
        }),
      ),
    }),
  ),
});
export type Collection = z.infer<typeof collectionSchema>;

export const listCollections = defineContract({
  method: 'GET',
  path: '/collections',
  summary: 'Collection servers: tools of several workflows under one address',
  tag: 'Servers',
  access: 'workflow:read',
  query: pageQuery,
  responses: { 200: pageOf(summarySchema) },
});
export const createCollection = defineContract({
  method: 'POST',
  path: '/collections',
  summary: 'Gather tools of several workflows under one address',
  tag: 'Servers',
  access: 'deployment:manage',
  body: z.strictObject({
    name: nameSchema,
    description: storableText(2_000).optional(),
    members: membersSchema,
  }),
  responses: { 201: collectionSchema },
});
export const getCollection = defineContract({
  method: 'GET',
  path: '/collections/{id}',
  summary: 'One collection server, with the tools that it has now',
  tag: 'Servers',
  access: 'workflow:read',
  params: idParams,
  responses: { 200: collectionSchema },
});
export const updateCollection = defineContract({
  method: 'PATCH',
  path: '/collections/{id}',
  summary: 'Change what a collection server gathers, who may use it, and its limits',
  tag: 'Servers',
  access: 'deployment:manage',
  params: idParams,
  body: z.strictObject({
    name: nameSchema.optional(),
    description: storableText(2_000).optional(),
    members: membersSchema.optional(),
    access: serverAccessSchema.optional(),
    settings: collectionSettingsSchema.optional(),
  }),
  responses: { 200: collectionSchema },
});
export const deleteCollection = defineContract({
  method: 'DELETE',
  path: '/collections/{id}',
  summary: 'Take a collection server down for good; its workflows stay',
  tag: 'Servers',
  access: 'deployment:manage',
  params: idParams,
  responses: { 204: null },
});
