import { z } from 'zod';

export const idParams = z.strictObject({ id: z.uuid() });
export const timeSchema = z.iso.datetime();

/** Keyset paging: `cursor` is opaque, nonsense in it is 400. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
/**
 * One line of text: control characters (line breaks, U+0000) would reach logs, mail headers and `text` columns, and half a
 * surrogate pair is no text for Postgres.
 */
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Use text without control characters');
export const slugSchema = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);

/** Free text for a `text` column: no U+0000, no half of a surrogate pair. */
export const storableText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\u0000\p{Cs}]*$/u, 'This text holds what cannot be stored (U+0000, half a character)');

/** A workflow that names a thing, and in which of its definitions. */
export const workflowUseSchema = z.object({
  workflowId: z.uuid(),
  name: z.string(),
  draft: z.boolean(),
  live: z.boolean(),
});
export type WorkflowUse = z.infer<typeof workflowUseSchema>;
