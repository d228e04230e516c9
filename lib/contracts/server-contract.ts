import { z } from 'zod';
import { paramsSchema } from './problem.ts';

/** What a change of a server means to those who call it: nothing, something more, or that calls of today may fail. */
export const contractLevelSchema = z.enum(['compatible', 'additive', 'breaking']);
export type ContractLevel = z.infer<typeof contractLevelSchema>;

export const contractChangeSchema = z.object({
  level: contractLevelSchema,
  kind: z.enum(['tool', 'prompt', 'resource']),
  /** The tool's or prompt's name, the resource's address. */
  name: z.string(),
  /** JSON Pointer to what changed: `/inputSchema/properties/city`. */
  path: z.string(),
  message: z.string(),
  params: paramsSchema.optional(),
});
export type ContractChange = z.infer<typeof contractChangeSchema>;

/** How a version differs from the one that was live before, for those who call it. */
export const contractComparisonSchema = z.object({
  /** The version that it is compared with. */
  against: z.int(),
  /** The gravest of the changes; `compatible` without any. */
  level: contractLevelSchema,
  changes: z.array(contractChangeSchema),
});
export type ContractComparison = z.infer<typeof contractComparisonSchema>;

/** A setting of a server that a version does not fit. */
export const settingWarningSchema = z.object({
  /** JSON Pointer into `settings`. */
  path: z.string(),
  message: z.string(),
  params: paramsSchema.optional(),
});
export type SettingWarning = z.infer<typeof settingWarningSchema>;
