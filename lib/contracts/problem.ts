import { z } from 'zod';

/**
 * What it takes to say a problem or an error in another language than English: `reason` names the text (finer than
 * `code`), `hint` that of the hint, and the rest are the values in them.
 */
export const paramsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]));

/** What validation finds in a definition (not to be confused with the HTTP problem document). */
export const problemSchema = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  nodeId: z.string().optional(),
  edgeId: z.string().optional(),
  /** JSON Pointer into the node's config when `nodeId` is there, else into the definition. */
  path: z.string().optional(),
  message: z.string(),
  hint: z.string().optional(),
  params: paramsSchema.optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export const validationSchema = z.object({ valid: z.boolean(), problems: z.array(problemSchema) });

/** RFC 9457 problem document. */
export const httpProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  traceId: z.string(),
  params: paramsSchema.optional(),
  errors: z
    .array(z.object({ path: z.string(), code: z.string(), message: z.string(), params: paramsSchema.optional() }))
    .optional(),
});
export type HttpProblem = z.infer<typeof httpProblemSchema> & Record<string, unknown>;
