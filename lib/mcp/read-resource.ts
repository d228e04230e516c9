import { ResourceNotFoundError, type ReadResourceResult } from '@modelcontextprotocol/server';
import { resourceContents } from './answer-content.ts';
import type { CallerContext, CallPorts, RequestLine } from './call-tool.ts';
import type { InputRequired } from './rounds.ts';
import { runForAnswer, type RunAnswer } from './run-for-answer.ts';
import type { ResourceSource, ServedVersion } from './served-version.ts';
import { asText, EXECUTION_META_KEY } from './tool-result.ts';

export interface ResourceRequest extends RequestLine {
  uri: string;
}

/**
 * `resources/read`: an address that nothing answers, and one of which the workflow says that there is nothing, is -32602 with the
 * address. Throws `ProtocolError` only.
 */
export async function readResource(
  ports: CallPorts,
  caller: CallerContext,
  request: ResourceRequest,
): Promise<ReadResourceResult | InputRequired> {
  const { uri } = request;
  const found = resourceAt(caller.version, uri);
  if (!found) throw new ResourceNotFoundError(uri, 'There is no resource at this URI');
  const { resource, params } = found;
  return runForAnswer(
    ports,
    caller,
    {
      asked: { method: 'resources/read', name: uri, arguments: undefined },
      trigger: { kind: 'resource', key: resource.key },
      input: { uri, params },
      line: request,
      refused: (text) => new ResourceNotFoundError(uri, text),
      readsFiles: true,
    },
    (answer) => readResult(resource, uri, answer),
  );
}

/** A fixed address comes before templates; of those, the first in the order of the nodes. */
export function resourceAt(
  { resources }: ServedVersion,
  uri: string,
): { resource: ResourceSource; params: Record<string, string> } | null {
  const ordered = [...resources.filter((one) => one.uri !== undefined), ...resources];
  for (const resource of ordered) {
    const params = resource.match(uri);
    if (params) return { resource, params };
  }
  return null;
}

function readResult(resource: ResourceSource, uri: string, { executionId, end, parts }: RunAnswer): ReadResourceResult {
  const mimeType = resource.mimeType ?? (typeof end.output === 'string' ? 'text/plain' : 'application/json');
  const read = parts ?? [{ type: 'resource' as const, text: asText(end.output), mimeType }];
  return {
    contents: read.map((part) =>
      resourceContents({ ...part, ...typeOf(part.mimeType ?? resource.mimeType) }, part.uri || uri),
    ),
    _meta: { [EXECUTION_META_KEY]: executionId },
  };
}

const typeOf = (mimeType: string | undefined): { mimeType?: string } => (mimeType === undefined ? {} : { mimeType });
