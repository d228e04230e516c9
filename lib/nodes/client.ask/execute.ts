import { formSchema } from '#lib/contracts/form-schema.ts';
import type { ClientMethod } from '#lib/contracts/calling-client.ts';
import { NodeFailure, type NodeContext, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import type { clientAsk } from './definition.ts';

type Config = z.output<(typeof clientAsk)['config']>;

const methods: Readonly<Record<Config['ask'], { method: ClientMethod; capability: string }>> = {
  sample: { method: 'sampling/createMessage', capability: 'sampling' },
  roots: { method: 'roots/list', capability: 'roots' },
  form: { method: 'elicitation/create', capability: 'elicitation' },
};

export const executeClientAsk: NodeExecutor<typeof clientAsk> = (context, config) => {
  const { method, capability } = methods[config.ask];
  requireClient(context, method, capability);
  return { kind: 'client', method, params: paramsOf(config), until: context.now + config.timeoutMs };
};

function requireClient({ client }: NodeContext, method: ClientMethod, capability: string): void {
  if (!client) throw new NodeFailure('no_caller', say('client_no_caller'));
  if (client.answers.includes(method)) return;
  throw new NodeFailure('missing_client_capability', say('client_cannot', { method }), {
    details: { requiredCapabilities: { [capability]: {} } },
  });
}

function paramsOf({ ask, message, schema, systemPrompt, maxTokens }: Config): JsonObject {
  if (ask === 'roots') return {};
  if (!message) throw new NodeFailure('config_invalid', say('client_needs_message'), { path: '/message' });
  if (ask === 'form') {
    const requestedSchema = formSchema((schema as JsonObject | undefined) ?? null);
    if (!requestedSchema) throw new NodeFailure('config_invalid', say('client_form_nested'), { path: '/schema' });
    return { message, requestedSchema: { ...requestedSchema } };
  }
  return {
    messages: [{ role: 'user', content: { type: 'text', text: message } }],
    ...(systemPrompt && { systemPrompt }),
    maxTokens,
  };
}
