import { z } from 'zod';

/** A JSON Schema (2020-12) as data. Only its outer form is checked here; compiling it checks the rest. */
export const jsonSchemaSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof jsonSchemaSchema>;
