import type { Icon, Prompt, Resource, ResourceTemplateType, Tool } from '@modelcontextprotocol/server';
import { publicSchema } from './public-schema.ts';
import type { PromptSource, ResourceSource, ToolSource } from './served-version.ts';

/** An icon as a definition holds it: one size, as people write it. */
export interface IconSource {
  readonly src: string;
  readonly mimeType?: string | undefined;
  readonly sizes?: string | undefined;
  readonly theme?: 'light' | 'dark' | undefined;
}

interface Described {
  readonly title?: string;
  readonly description?: string;
  readonly icons?: readonly IconSource[];
}

export function listTool(tool: ToolSource): Tool {
  return {
    name: tool.name,
    ...described(tool),
    inputSchema: publicSchema(tool.inputSchema) as Tool['inputSchema'],
    ...(tool.outputSchema && { outputSchema: publicSchema(tool.outputSchema) as NonNullable<Tool['outputSchema']> }),
    ...(tool.annotations && { annotations: tool.annotations }),
  };
}

export function listPrompt(prompt: PromptSource): Prompt {
  return {
    name: prompt.name,
    ...described(prompt),
    ...(prompt.arguments.length > 0 && { arguments: prompt.arguments.map((argument) => ({ ...argument })) }),
  };
}

export function listResource(resource: ResourceSource, uri: string): Resource {
  return { uri, name: resource.name, ...described(resource), ...typed(resource) };
}

export function listTemplate(resource: ResourceSource, uriTemplate: string): ResourceTemplateType {
  return { uriTemplate, name: resource.name, ...described(resource), ...typed(resource) };
}

const typed = ({ mimeType }: ResourceSource): { mimeType?: string } => (mimeType === undefined ? {} : { mimeType });

function described({ title, description, icons }: Described): { title?: string; description?: string; icons?: Icon[] } {
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(icons && icons.length > 0 && { icons: icons.map(listIcon) }),
  };
}

function listIcon({ src, mimeType, sizes, theme }: IconSource): Icon {
  return {
    src,
    ...(mimeType !== undefined && { mimeType }),
    ...(sizes !== undefined && { sizes: [sizes] }),
    ...(theme !== undefined && { theme }),
  };
}
