import { z } from 'zod';
import { workflowDefinitionSchema } from '../definition.ts';
import { nodeTypeDescriptionSchema } from '../node-type.ts';
import { pageOf } from './common.ts';
import { defineContract } from './contract.ts';

export const templateSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  definition: workflowDefinitionSchema,
  /** An input with which it can be tried at once. */
  sampleInput: z.unknown(),
});
export const listTemplates = defineContract({
  method: 'GET',
  path: '/templates',
  summary: 'Starters',
  tag: 'Catalogue',
  access: 'account',
  responses: { 200: pageOf(templateSchema) },
});
export const listNodeTypes = defineContract({
  method: 'GET',
  path: '/nodes',
  summary: 'The node catalogue',
  tag: 'Catalogue',
  access: 'account',
  responses: { 200: pageOf(nodeTypeDescriptionSchema) },
});

export type Template = z.infer<typeof templateSchema>;
