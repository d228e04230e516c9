import type { z } from 'zod';
import type { Definitions } from '#lib/catalog/definitions.ts';
import type { PlannedNode, WorkflowPlan } from '#lib/engine/plan.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import { parseUriTemplate } from '#lib/shared/uri-template.ts';
import type { CompiledNode } from './compile-workflow.ts';
import type { JsonSchemaCheck } from './json-schema.ts';
import { changesNothing } from './tool-annotations.ts';
import { offered, suggestionsOf, type OfferedValues } from './offered-values.ts';

type ResourceConfig = z.output<Definitions['trigger.resource']['config']>;

/** A `trigger.resource` of a version, as the MCP server and the REST API need it. One of `uri` and `uriTemplate` is there. */
export interface CompiledResource {
  readonly nodeIndex: number;
  /** The trigger's key. */
  readonly key: string;
  readonly name: string;
  readonly uri?: string;
  readonly uriTemplate?: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly icons?: NonNullable<ResourceConfig['icons']>;
  /** Whether nothing that it runs changes anything. */
  readonly readOnly: boolean;
  /** The values of the template in an address; `null` if it is none of this resource's. */
  match(uri: string): Readonly<Record<string, string>> | null;
  /** Takes `{uri}` and adds `params`. */
  validateInput(value: unknown): JsonSchemaCheck;
  /** Values for a variable of the template. */
  complete(variable: string, typed: string): OfferedValues;
}

/** The enabled resources of a plan, in the order of `nodes`. */
export function compileResources(plan: WorkflowPlan, nodes: readonly CompiledNode[]): CompiledResource[] {
  return plan.triggers
    .map((index) => plan.nodes[index]!)
    .filter((node) => node.type === 'trigger.resource')
    .map((node) => compileResource(node, changesNothing(plan, nodes, node.index)));
}

function compileResource(planned: PlannedNode, readOnly: boolean): CompiledResource {
  const config = planned.node.config as Partial<ResourceConfig>;
  const listed: unknown[] = Array.isArray(config.variables) ? config.variables : [];
  const suggestions = new Map(
    listed.filter(isJsonObject).map((one) => [one['name'], suggestionsOf(one['suggestions'])]),
  );
  const match = matcherOf(config);
  const text = (name: 'title' | 'description' | 'mimeType') => {
    const value = config[name];
    return value ? { [name]: value } : {};
  };
  return {
    nodeIndex: planned.index,
    key: planned.key,
    name: typeof config.name === 'string' ? config.name : '',
    ...(config.uriTemplate ? { uriTemplate: config.uriTemplate } : { uri: config.uri ?? '' }),
    ...text('title'),
    ...text('description'),
    ...text('mimeType'),
    ...(config.icons && { icons: config.icons }),
    readOnly,
    match,
    validateInput: (value) => {
      const uri = isJsonObject(value) ? value['uri'] : undefined;
      const params = typeof uri === 'string' ? match(uri) : null;
      if (params) return { ok: true, value: { uri, params } };
      return { ok: false, errors: [{ path: '/uri', code: 'uri_mismatch', ...say('uri_mismatch') }] };
    },
    complete: (variable, typed) => offered(suggestions.get(variable) ?? [], typed),
  };
}

function matcherOf({ uri, uriTemplate }: Partial<ResourceConfig>): CompiledResource['match'] {
  if (!uriTemplate) return (asked) => (asked === uri ? {} : null);
  const parsed = parseUriTemplate(uriTemplate);
  return parsed.ok ? parsed.template.match : () => null;
}
