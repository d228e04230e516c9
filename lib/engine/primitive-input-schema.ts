import type { JsonSchema } from '#lib/contracts/json-schema.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { parseUriTemplate } from '#lib/shared/uri-template.ts';

type Config = Readonly<Record<string, unknown>>;

/** What `input` of a run of a prompt looks like: its arguments, which are texts. */
export function promptInputSchema(config: Config): JsonSchema {
  const listed: unknown[] = Array.isArray(config['arguments']) ? config['arguments'] : [];
  const given = listed.filter(isJsonObject).filter(({ name }) => typeof name === 'string');
  return {
    type: 'object',
    properties: Object.fromEntries(
      given.map(({ name, description }) => [
        name,
        { type: 'string', ...(typeof description === 'string' && description !== '' && { description }) },
      ]),
    ),
    required: [...new Set(given.filter(({ required }) => required === true).map(({ name }) => name))],
    additionalProperties: false,
  };
}

/** What a run of a resource is started with: the address that is read. */
export function resourceStartSchema({ uri, uriTemplate }: Config): JsonSchema {
  const address = typeof uriTemplate === 'string' && uriTemplate !== '' ? uriTemplate : uri;
  return {
    type: 'object',
    properties: { uri: { type: 'string', ...(typeof address === 'string' && { default: address }) } },
    required: ['uri'],
  };
}

/** What `input` of a run of a resource looks like: the address, and the values of its template. */
export function resourceInputSchema({ uriTemplate }: Config): JsonSchema {
  const parsed = typeof uriTemplate === 'string' ? parseUriTemplate(uriTemplate) : null;
  const variables = parsed?.ok ? parsed.template.variables : [];
  const params = {
    type: 'object',
    properties: Object.fromEntries(variables.map((name) => [name, { type: 'string' }])),
  };
  return { type: 'object', properties: { uri: { type: 'string' }, params } };
}
