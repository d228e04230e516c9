import {
  ProtocolError,
  ProtocolErrorCode,
  type CompleteRequest,
  type CompleteResult,
} from '@modelcontextprotocol/server';
import type { ServedVersion } from './served-version.ts';

/** `completion/complete`: values for an argument of a prompt or a variable of a template. Runs nothing. */
export function completeArgument(version: ServedVersion, params: CompleteRequest['params']): CompleteResult {
  const { ref, argument } = params;
  if (ref.type === 'ref/prompt') {
    const prompt = version.prompts.get(ref.name);
    if (!prompt) throw unknown(`Unknown prompt: ${ref.name.slice(0, 128)}`);
    return { completion: { ...prompt.complete(argument.name, argument.value) } };
  }
  const resource = version.resources.find((one) => one.uriTemplate === ref.uri || one.uri === ref.uri);
  if (!resource) throw unknown(`Unknown resource template: ${ref.uri.slice(0, 200)}`);
  return { completion: { ...resource.complete(argument.name, argument.value) } };
}

function unknown(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
