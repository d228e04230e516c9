import type { ServerTool } from '#lib/contracts/api/servers.ts';
import type { ParameterOverride, ServerSettings, ToolOverride } from '#lib/contracts/server-settings.ts';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';

/** A parameter as it is edited. An empty text leaves what the workflow says. */
export interface ParameterDraft {
  name: string;
  description: string;
  mode: 'shown' | 'hidden' | 'fixed';
  /** Of `fixed`: JSON, or the text itself where the parameter is a text. */
  value: string;
}

/** A tool as it is edited. */
export interface ToolDraft {
  name: string;
  title: string;
  description: string;
  hidden: boolean;
  parameters: Record<string, ParameterDraft>;
}

export type ToolDrafts = Record<string, ToolDraft>;

/** Everything that can be edited of the tools, as the settings have it. */
export function draftsOf(tools: readonly ServerTool[], overrides: ServerSettings['tools'] = {}): ToolDrafts {
  return Object.fromEntries(tools.map((tool) => [tool.key, draftOf(tool, overrides[tool.key])]));
}

function draftOf({ original }: ServerTool, override: ToolOverride = {}): ToolDraft {
  const parameters = parametersOf(original).map(({ name, schema }) => {
    const one = override.parameters?.[name] ?? {};
    const mode = one.preset ? 'fixed' : one.hidden ? 'hidden' : 'shown';
    const value = one.preset ? textOf(one.preset.value, schema) : '';
    return [name, { name: one.name ?? '', description: one.description ?? '', mode, value }] as const;
  });
  return {
    name: override.name ?? '',
    title: override.title ?? '',
    description: override.description ?? '',
    hidden: override.hidden === true,
    parameters: Object.fromEntries(parameters),
  };
}

/** A tool's parameters in the order of its schema. */
export function parametersOf({
  inputSchema,
}: ServerTool['original']): { name: string; schema: unknown; required: boolean }[] {
  const { properties, required } = inputSchema;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, schema]) => ({
    name,
    schema,
    required: needed.includes(name),
  }));
}

/** The settings that the drafts say; of tools that look as their workflow has them, nothing. */
export function overridesOf(tools: readonly ServerTool[], drafts: ToolDrafts): NonNullable<ServerSettings['tools']> {
  const entries = tools.flatMap((tool) => {
    const draft = drafts[tool.key];
    const override = draft ? overrideOf(tool, draft) : {};
    return Object.keys(override).length > 0 ? [[tool.key, override] as const] : [];
  });
  return Object.fromEntries(entries);
}

function overrideOf({ original }: ServerTool, draft: ToolDraft): ToolOverride {
  const parameters = parametersOf(original).flatMap(({ name, schema }) => {
    const one = draft.parameters[name];
    const override = one ? parameterOf(one, schema) : {};
    return Object.keys(override).length > 0 ? [[name, override] as const] : [];
  });
  return {
    ...filled('name', draft.name),
    ...filled('title', draft.title),
    ...filled('description', draft.description),
    ...(draft.hidden && { hidden: true as const }),
    ...(parameters.length > 0 && { parameters: Object.fromEntries(parameters) }),
  };
}

function parameterOf({ name, description, mode, value }: ParameterDraft, schema: unknown): ParameterOverride {
  if (mode === 'hidden') return { hidden: true };
  if (mode === 'fixed') return { preset: { value: valueOf(value, schema) } };
  return { ...filled('name', name), ...filled('description', description) };
}

function filled<K extends string>(key: K, text: string): { [P in K]?: string } {
  const trimmed = text.trim();
  return trimmed === '' ? {} : ({ [key]: trimmed } as { [P in K]: string });
}

const isText = (schema: unknown): boolean => isJsonObject(schema) && schema['type'] === 'string';

function textOf(value: JsonValue, schema: unknown): string {
  return typeof value === 'string' && isText(schema) ? value : JSON.stringify(value);
}

/** What was typed: of a text parameter as it is; else as JSON, and what is none is a text. */
function valueOf(text: string, schema: unknown): JsonValue {
  if (isText(schema)) return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
