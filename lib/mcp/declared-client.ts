import { CLIENT_CAPABILITIES_META_KEY, type ServerContext } from '@modelcontextprotocol/server';
import type { CallingClient, ClientLogLevel, ClientMethod } from '#lib/contracts/calling-client.ts';
import { isJsonObject } from '#lib/shared/json.ts';

/** The capabilities that a 2026-07-28 request declares. */
export function declaredCapabilities(context: ServerContext): unknown {
  const envelope = context.mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
  return envelope?.[CLIENT_CAPABILITIES_META_KEY];
}

/** What a client that declares these capabilities can be asked by a run, and told. */
export function clientOf(capabilities: unknown, logLevel: ClientLogLevel | null = null): CallingClient {
  const answers: ClientMethod[] = [];
  if (isJsonObject(capabilities)) {
    const { elicitation, sampling, roots } = capabilities;
    if (isJsonObject(elicitation) && takesForms(elicitation)) answers.push('elicitation/create');
    if (isJsonObject(sampling)) answers.push('sampling/createMessage');
    if (isJsonObject(roots)) answers.push('roots/list');
  }
  return { answers, logLevel };
}

/** `{}` means forms, as it did before there was anything else. */
const takesForms = (elicitation: object): boolean => 'form' in elicitation || Object.keys(elicitation).length === 0;
