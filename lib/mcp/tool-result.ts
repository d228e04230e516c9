import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { ToolSource } from './served-version.ts';
import { fileNotes, type FileAddress } from './file-notes.ts';
import { outputError, runErrorText } from './tool-errors.ts';

/** `_meta` key under which an answer names the execution that made it. */
export const EXECUTION_META_KEY = 'toolwright/executionId';

/**
 * How a recorded end looks to the caller, before the revision's own projection (`Server.projectCallToolResult`). `blocks` stand in
 * place of the output's text.
 */
export function toolResult(
  tool: ToolSource,
  executionId: string,
  end: RunEnd,
  fileAddress: FileAddress,
  blocks?: readonly ContentBlock[],
): CallToolResult {
  const meta = { [EXECUTION_META_KEY]: executionId };
  if (end.status !== 'success') {
    return { content: [{ type: 'text', text: runErrorText(end) }], isError: true, _meta: meta };
  }
  const content = [
    ...(blocks ?? [{ type: 'text' as const, text: asText(end.output) }]),
    ...fileNotes(end, fileAddress),
  ];
  if (end.isError) return { content, isError: true, _meta: meta };
  const output = tool.validateOutput(end.output);
  if (!output.ok) return { ...outputError(tool, output.errors), _meta: meta };
  return isStructured(tool, end.output)
    ? { content, structuredContent: end.output as CallToolResult['structuredContent'], _meta: meta }
    : { content, _meta: meta };
}

/**
 * The run goes on without its caller, who learns its id and what it waits for. No failure; but a tool that promised
 * structured output may not answer without, unless it says that it failed.
 */
export function waitingResult(tool: ToolSource, executionId: string, parked: ParkedRun): CallToolResult {
  return handleResult(tool, executionId, { parked, getRun: null });
}

/** The same, also for a run that does not wait. `getRun`: the tool that tells what becomes of it. */
export function handleResult(
  tool: ToolSource,
  executionId: string,
  { parked, getRun }: { parked?: Pick<ParkedRun, 'waits'> | undefined; getRun: string | null },
): CallToolResult {
  const ask =
    getRun === null ? '' : ` Call the tool "${getRun}" with {"runId": "${executionId}"} to learn what became of it.`;
  const text = parked ? waitingText(executionId, parked) : `This run is not finished. ${goesOn(executionId)}`;
  const result = {
    content: [{ type: 'text' as const, text: text + ask }],
    _meta: { [EXECUTION_META_KEY]: executionId },
  };
  return tool.outputSchema === undefined ? result : { ...result, isError: true };
}

export function waitingText(executionId: string, { waits }: Pick<ParkedRun, 'waits'>): string {
  return `This run is not finished: it waits for ${waitReasons(waits)}. ${goesOn(executionId)}`;
}

const goesOn = (executionId: string): string => `It goes on by itself; its id is ${executionId}.`;

export function waitReasons(waits: ParkedRun['waits']): string {
  return [...new Set(waits.map(reasonOf))].join(' and ');
}

function reasonOf({ for: request, key }: ParkedRun['waits'][number]): string {
  switch (request.kind) {
    case 'time':
      return `a moment (${key}, ${new Date(request.until).toISOString()})`;
    case 'approval':
    case 'input':
      return `the answer of a person (${key})`;
    case 'client':
      return `an answer of the client (${key})`;
    case 'child':
      return `another workflow (${key})`;
    case 'settlement':
      return `a person to say what became of a call (${key})`;
  }
}

/** Text stays text; everything else is compact JSON. */
export function asText(output: JsonValue): string {
  return typeof output === 'string' ? output : JSON.stringify(output);
}

/** A plain text needs no second copy unless the tool promised a schema for it. */
function isStructured(tool: ToolSource, output: JsonValue): boolean {
  return tool.outputSchema !== undefined || (typeof output !== 'string' && output !== null);
}
