import { load, type CheerioAPI } from 'cheerio';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { applyDeployment } from '#lib/services/deployments/apply-deployment.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { listExecutions } from '#lib/services/executions/list-executions.ts';
import { chain } from '#lib/services/testing/definitions.ts';
import { useWorld } from '#lib/services/testing/world.ts';

const fields = {
  type: 'object',
  properties: {
    email: { type: 'string', format: 'email', title: 'Your e-mail' },
    stars: { type: 'integer', minimum: 1, maximum: 5 },
    topic: { type: 'string', enum: ['Praise', 'Problem'] },
    more: { type: 'array', items: { type: 'string', enum: ['a', 'b', 'c'] } },
    lines: { type: 'array', items: { type: 'string' } },
    message: { type: 'string', 'x-multiline': true, maxLength: 20 },
    agree: { type: 'boolean' },
  },
  required: ['email', 'agree'],
};
/** Fills in what has to be. */
export const right = { email: 'ada@example.com', agree: 'true' };
export type Filled = Record<string, string | string[]>;

/** A form of many kinds of fields whose run returns `value`. */
export function formOf(config: object, value: unknown = '{{ input }}', isError = false): WorkflowDefinition {
  const defaults = { title: 'Feedback', access: 'public', respond: 'whenFinished', inputSchema: fields };
  return chain({
    form: { type: 'trigger.form', config: { ...defaults, ...config } },
    end: { type: 'core.return', config: { value, ...(isError && { isError }) } },
  });
}

export const randomPath = (): string => crypto.randomUUID();
export const addressOf = ({ workspaceSlug }: Principal, path: string): string => `/forms/${workspaceSlug}/${path}`;
export const pageOf = async (response: Response): Promise<CheerioAPI> => load(await response.text());
export const sheetOf = (page: CheerioAPI): string => page('input[name=sheet]').attr('value') ?? '';

/** A runtime and a worker, and what a browser does with forms. Call it once at the top of a `describe`. */
export function useForms() {
  const world = useWorld({ runtime: true, worker: true });
  const origin = (): string => `http://127.0.0.1:${world.config.mcpPort}`;
  const live = async (definition: WorkflowDefinition, principal?: Principal) => {
    const owner = principal ?? (await world.newWorkspace());
    const id = await world.newWorkflow(owner, definition, `Form ${crypto.randomUUID()}`);
    const { id: deploymentId } = await deployWorkflow(world.deps, owner, { id });
    await applyDeployment(world.deps, { deploymentId, workspaceId: owner.workspaceId });
    return { principal: owner, id, deploymentId };
  };
  const get = (address: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(origin() + address, { headers, redirect: 'manual' });
  const post = (address: string, sheet: string, filled: Filled, headers: Record<string, string> = {}) => {
    const body = new URLSearchParams({ sheet });
    for (const [name, values] of Object.entries(filled))
      for (const value of [values].flat()) body.append(`f.${name}`, value);
    return fetch(origin() + address, { method: 'POST', body, headers: { origin: origin(), ...headers } });
  };
  const fillIn = async (address: string, filled: Filled): Promise<Response> =>
    post(address, sheetOf(await pageOf(await get(address))), filled);
  const runs = async (principal: Principal, id: string) =>
    (await listExecutions(world.deps, principal, { workflowId: id, limit: 50 })).items;
  const inputOf = async (principal: Principal, id: string): Promise<unknown> => {
    const [run] = await runs(principal, id);
    return (await getExecution(world.deps, principal, { id: run!.id })).input;
  };
  return { world, origin, live, get, post, fillIn, runs, inputOf };
}
