import type { Deployment } from '#lib/contracts/api/deployments.ts';

/** Whether assistants find anything at a deployment's server: else its address is of use to nobody. */
export function offersAnything({ tools, prompts, resources }: Deployment): boolean {
  return tools.length + prompts.length + resources.length > 0;
}
