import type { Action, Offer } from '#lib/client/playground/playground-session.ts';

/** One thing that a server offers, as the playground asks for its input. */
export interface Choice {
  /** Unique among all of an offer. */
  id: string;
  kind: 'tool' | 'prompt' | 'resource' | 'template';
  name: string;
  title: string | null;
  description: string;
  /** Of its input; null where it takes none. */
  schema: Record<string, unknown> | null;
  annotations: Readonly<Record<string, unknown>>;
  /** What a client asks for with an input. */
  action(input: Record<string, unknown>): Action;
}

interface Templates {
  variablesOf(template: string): string[];
  expandTemplate(template: string, values: Record<string, string>): string;
}

/** Everything that a server offers, in its order: tools, prompts, resources, templates. */
export function choicesOf(offer: Offer, { variablesOf, expandTemplate }: Templates): Choice[] {
  return [
    ...offer.tools.map(({ name, title, description, inputSchema, annotations }): Choice => ({
      id: `tool ${name}`,
      kind: 'tool',
      name,
      title: title ?? null,
      description: description ?? '',
      schema: inputSchema,
      annotations: { ...annotations },
      action: (input) => ({ kind: 'tool', name, arguments: input }),
    })),
    ...offer.prompts.map(({ name, title, description, arguments: given = [] }): Choice => ({
      id: `prompt ${name}`,
      kind: 'prompt',
      name,
      title: title ?? null,
      description: description ?? '',
      schema: schemaOfTexts(given),
      annotations: {},
      action: (input) => ({ kind: 'prompt', name, arguments: asTexts(input) }),
    })),
    ...offer.resources.map(({ uri, name, title, description }): Choice => ({
      id: `resource ${uri}`,
      kind: 'resource',
      name: uri,
      title: title ?? name,
      description: description ?? '',
      schema: null,
      annotations: {},
      action: () => ({ kind: 'resource', uri }),
    })),
    ...offer.templates.map(({ uriTemplate, name, title, description }): Choice => ({
      id: `template ${uriTemplate}`,
      kind: 'template',
      name: uriTemplate,
      title: title ?? name,
      description: description ?? '',
      schema: schemaOfTexts(variablesOf(uriTemplate).map((variable) => ({ name: variable, required: true }))),
      annotations: {},
      action: (input) => ({ kind: 'resource', uri: expandTemplate(uriTemplate, asTexts(input)) }),
    })),
  ];
}

/** Arguments of prompts and variables of addresses are texts. */
function schemaOfTexts(
  fields: readonly { name: string; description?: string | undefined; required?: boolean | undefined }[],
): Record<string, unknown> | null {
  if (fields.length === 0) return null;
  const properties = Object.fromEntries(
    fields.map(({ name, description }) => [name, { type: 'string', ...(description && { description }) }]),
  );
  return { type: 'object', properties, required: fields.filter(({ required }) => required).map(({ name }) => name) };
}

function asTexts(input: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
