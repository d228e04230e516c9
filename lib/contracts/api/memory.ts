import { z } from 'zod';
import { pageOf, pageQuery, storableText, timeSchema } from './common.ts';
import { defineContract } from './contract.ts';

/** The name under which the memory of the workspace holds a value. */
export const memoryKeySchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);

const memoryFactsSchema = z.object({
  key: z.string(),
  /** Bytes of the value as JSON. */
  size: z.int(),
  updatedAt: timeSchema,
  /** When it is forgotten; null: never. */
  expiresAt: timeSchema.nullable(),
});
export const memoryItemSchema = memoryFactsSchema.extend({
  /** The beginning of the value's JSON. */
  preview: z.string(),
});
export const memoryEntrySchema = memoryFactsSchema.extend({ value: z.json() });
/** Keys may hold slashes and be `..`: they stand in no path. */
const keyQuery = z.strictObject({ key: memoryKeySchema });

export const listMemory = defineContract({
  method: 'GET',
  path: '/memory',
  summary: 'What the runs of the workspace keep for one another, by key; expired keys are left out',
  tag: 'Memory',
  access: 'execution:read',
  query: pageQuery.extend({
    /** Only keys that begin with it. */
    prefix: storableText(200).optional(),
    // It holds a key.
    cursor: z.string().max(1_200).optional(),
  }),
  responses: { 200: pageOf(memoryItemSchema) },
});
export const getMemory = defineContract({
  method: 'GET',
  path: '/memory/entry',
  summary: 'The value under a key',
  tag: 'Memory',
  access: 'execution:read',
  query: keyQuery,
  responses: { 200: memoryEntrySchema },
});
export const putMemory = defineContract({
  method: 'PUT',
  path: '/memory/entry',
  summary: 'Set the value under a key',
  tag: 'Memory',
  access: 'workflow:execute',
  query: keyQuery,
  body: z.strictObject({
    value: z.json(),
    /** Null: never. Left out: as it is; a new key is kept until it is deleted. */
    expiresAt: timeSchema.nullable().optional(),
  }),
  responses: { 200: memoryEntrySchema, 201: memoryEntrySchema },
});
export const deleteMemory = defineContract({
  method: 'DELETE',
  path: '/memory/entry',
  summary: 'Forget a key',
  tag: 'Memory',
  access: 'workflow:execute',
  query: keyQuery,
  responses: { 204: null },
});

export type MemoryItem = z.infer<typeof memoryItemSchema>;
export type MemoryEntry = z.infer<typeof memoryEntrySchema>;
