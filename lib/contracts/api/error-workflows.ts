import { z } from 'zod';
import { defineContract } from './contract.ts';

/** A workflow that starts at a `trigger.error`. */
export const errorWorkflowSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Whether its deployed version does; otherwise only its draft, and it cannot start yet. */
  deployed: z.boolean(),
});

export const listErrorWorkflows = defineContract({
  method: 'GET',
  path: '/error-workflows',
  summary: 'Workflows that may be chosen to run when another one fails',
  tag: 'Workflows',
  access: 'workflow:read',
  responses: { 200: z.object({ items: z.array(errorWorkflowSchema) }) },
});
