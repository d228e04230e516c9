import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import type { ContractChange, ContractComparison, ContractLevel } from '#lib/contracts/server-contract.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import type { CompiledPrompt } from '#lib/runner/prompts.ts';
import type { CompiledResource } from '#lib/runner/resources.ts';
import type { CompiledTool } from '#lib/runner/tools.ts';
import { say, type Said } from '#lib/shared/say.ts';
import { schemaChanges, type SchemaChange } from './schema-changes.ts';

/** What of a version its callers see. */
export type ServerOffer = Pick<CompiledWorkflow, 'tools' | 'prompts' | 'resources'>;
type Change = Omit<ContractChange, 'kind' | 'name'>;

/** How a server changes for those who call it, in the order of what it offers; what is gone comes last. */
export function compareServers(before: ServerOffer, after: ServerOffer, against: number): ContractComparison {
  const changes = [
    ...compareEach('tool', before.tools, after.tools, nameOf, toolChanges),
    ...compareEach('prompt', before.prompts, after.prompts, nameOf, promptChanges),
    ...compareEach('resource', before.resources, after.resources, addressOf, resourceChanges),
  ];
  return { against, level: gravest(changes), changes };
}

/** The same of its tools alone. */
export function compareTools(
  before: ServerOffer['tools'],
  after: ServerOffer['tools'],
  against: number,
): ContractComparison {
  const nothing = { prompts: [], resources: [] };
  return compareServers({ ...nothing, tools: before }, { ...nothing, tools: after }, against);
}

const nameOf = ({ name }: { name: string }): string => name;
const addressOf = ({ uri, uriTemplate }: CompiledResource): string => uriTemplate ?? uri ?? '';

function gravest(changes: readonly ContractChange[]): ContractLevel {
  const levels = new Set(changes.map(({ level }) => level));
  if (levels.has('breaking')) return 'breaking';
  return levels.has('additive') ? 'additive' : 'compatible';
}

function compareEach<T>(
  kind: ContractChange['kind'],
  before: readonly T[],
  after: readonly T[],
  keyOf: (one: T) => string,
  changesOf: (was: T, is: T) => Change[],
): ContractChange[] {
  const known = new Map(before.map((one) => [keyOf(one), one]));
  const kept = after.flatMap((is): ContractChange[] => {
    const name = keyOf(is);
    const was = known.get(name);
    known.delete(name);
    const changes = was === undefined ? [change('additive', '', say(`contract_${kind}_added`))] : changesOf(was, is);
    return changes.map((one) => ({ kind, name, ...one }));
  });
  const gone = [...known.keys()].map((name) => ({
    kind,
    name,
    ...change('breaking', '', say(`contract_${kind}_removed`)),
  }));
  return [...kept, ...gone];
}

function change(level: ContractLevel, path: string, { message, params }: Said): Change {
  return { level, path, message, params };
}

function toolChanges(was: CompiledTool, is: CompiledTool): Change[] {
  const harsher =
    (was.annotations.readOnlyHint === true && is.annotations.readOnlyHint !== true) ||
    (was.annotations.destructiveHint === false && is.annotations.destructiveHint !== false);
  const about = (tool: CompiledTool): unknown => [tool.title, tool.description, tool.annotations, tool.icons];
  const described = !isDeepStrictEqual(about(was), about(is)) && !harsher;
  return [
    ...(harsher ? [change('breaking', '/annotations', say('contract_tool_harsher'))] : []),
    ...(described ? [change('compatible', '/description', say('contract_tool_described'))] : []),
    ...inputChanges(was.inputSchema, is.inputSchema),
    ...outputChanges(was.outputSchema, is.outputSchema),
  ];
}

function inputChanges(was: JsonSchema, is: JsonSchema): Change[] {
  const changes = schemaChanges(was, is);
  const required = new Set(changes.filter(({ kind }) => kind === 'required').map(({ path }) => path));
  return changes.flatMap((one): Change[] => {
    const path = `/inputSchema${one.path}`;
    const { field } = one;
    switch (one.kind) {
      case 'added':
        return required.has(one.path) ? [] : [change('additive', path, say('contract_input_added', { input: field }))];
      case 'removed':
        return [change('breaking', path, say('contract_input_removed', { input: field }))];
      case 'required':
        return [change('breaking', path, say('contract_input_required', { input: field }))];
      case 'optional':
      case 'wider':
        return [change('additive', path, say('contract_input_widened', { input: field }))];
      case 'narrower':
      case 'other':
        return [change('breaking', path, say('contract_input_narrowed', { input: field }))];
    }
  });
}

function outputChanges(was: JsonSchema | undefined, is: JsonSchema | undefined): Change[] {
  const path = '/outputSchema';
  if (was === undefined) return is === undefined ? [] : [change('additive', path, say('contract_output_promised'))];
  if (is === undefined) return [change('breaking', path, say('contract_output_dropped'))];
  return schemaChanges(was, is).map((one) => outputChange(one, path + one.path));
}

/** The other way round: those who read a result are harmed by what it may be on top. */
function outputChange({ kind, field }: SchemaChange, path: string): Change {
  switch (kind) {
    case 'added':
      return change('additive', path, say('contract_output_added', { output: field }));
    case 'removed':
    case 'optional':
      return change('breaking', path, say('contract_output_removed', { output: field }));
    case 'required':
    case 'narrower':
      return change('compatible', path, say('contract_output_narrowed', { output: field }));
    case 'wider':
    case 'other':
      return change('breaking', path, say('contract_output_widened', { output: field }));
  }
}

function promptChanges(was: CompiledPrompt, is: CompiledPrompt): Change[] {
  const schemaOf = ({ arguments: given }: CompiledPrompt): JsonSchema => ({
    properties: Object.fromEntries(given.map(({ name }) => [name, {}])),
    required: given.filter(({ required }) => required).map(({ name }) => name),
  });
  const about = (prompt: CompiledPrompt): unknown => [
    prompt.title,
    prompt.description,
    prompt.icons,
    prompt.arguments.map(({ description }) => description),
  ];
  const described = !isDeepStrictEqual(about(was), about(is)) && was.arguments.length === is.arguments.length;
  return [
    ...(described ? [change('compatible', '/description', say('contract_prompt_described'))] : []),
    ...inputChanges(schemaOf(was), schemaOf(is)).map((one) => ({
      ...one,
      path: one.path.replace('/inputSchema/properties', '/arguments'),
    })),
  ];
}

function resourceChanges(was: CompiledResource, is: CompiledResource): Change[] {
  const about = (resource: CompiledResource): unknown => [
    resource.name,
    resource.title,
    resource.description,
    resource.icons,
  ];
  return [
    ...(isDeepStrictEqual(about(was), about(is))
      ? []
      : [change('compatible', '/description', say('contract_resource_described'))]),
    ...(was.mimeType === is.mimeType ? [] : [change('breaking', '/mimeType', say('contract_resource_typed'))]),
  ];
}
