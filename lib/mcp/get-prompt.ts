import { ProtocolError, ProtocolErrorCode, type GetPromptResult } from '@modelcontextprotocol/server';
import type { JsonValue } from '#lib/shared/json.ts';
import { contentBlock } from './answer-content.ts';
import type { CallerContext, CallPorts, RequestLine } from './call-tool.ts';
import { runForAnswer, type RunAnswer } from './run-for-answer.ts';
import type { InputRequired } from './rounds.ts';
import { listErrors } from './tool-errors.ts';
import { asText, EXECUTION_META_KEY } from './tool-result.ts';
import type { PromptSource } from './served-version.ts';

export interface PromptRequest extends RequestLine {
  name: string;
  arguments: unknown;
}

/** `prompts/get`: an unknown prompt and wrong arguments are -32602, and nothing runs. Throws `ProtocolError` only. */
export async function getPrompt(
  ports: CallPorts,
  caller: CallerContext,
  request: PromptRequest,
): Promise<GetPromptResult | InputRequired> {
  const prompt = caller.version.prompts.get(request.name);
  if (!prompt) throw invalid(`Unknown prompt: ${request.name.slice(0, 128)}`);
  const input = prompt.validateInput(request.arguments ?? {});
  if (!input.ok) {
    throw invalid(
      [`The arguments of "${prompt.name}" are wrong:`, ...listErrors(input.errors, 'arguments')].join('\n'),
    );
  }
  return runForAnswer(
    ports,
    caller,
    {
      asked: { method: 'prompts/get', name: prompt.name, arguments: request.arguments },
      trigger: { kind: 'prompt', key: prompt.key },
      input: input.value as JsonValue,
      line: request,
      refused: invalid,
      readsFiles: false,
    },
    (answer) => promptResult(prompt, answer),
  );
}

function promptResult(prompt: PromptSource, { executionId, end, parts }: RunAnswer): GetPromptResult {
  const said = parts ?? [{ type: 'text' as const, text: asText(end.output) }];
  return {
    ...(prompt.description !== undefined && { description: prompt.description }),
    messages: said.map((part, index) => ({ role: part.role ?? 'user', content: contentBlock(part, index) })),
    _meta: { [EXECUTION_META_KEY]: executionId },
  };
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
