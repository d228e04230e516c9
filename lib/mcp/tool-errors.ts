import type { CallToolResult } from '@modelcontextprotocol/server';
import { assertNever } from '#lib/shared/assert-never.ts';
import type { FieldError } from '#lib/shared/app-error.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { ToolSource } from './served-version.ts';

/** Most wrong fields that one answer lists. */
const LISTED_ERRORS = 10;

/** Wrong arguments, as a text that a model can act on: which field, what is wrong, what the tool takes. */
export function argumentError(tool: ToolSource, errors: readonly FieldError[]): CallToolResult {
  return failed(
    [
      `The arguments of "${tool.name}" do not match its input schema, so nothing was run:`,
      ...listErrors(errors, 'arguments'),
      `${describeArguments(tool)} Correct the arguments and call the tool again.`,
    ].join('\n'),
  );
}

export function listErrors(errors: readonly FieldError[], root: string): string[] {
  const lines = errors.slice(0, LISTED_ERRORS).map((error) => `- ${error.path || root}: ${error.message}`);
  return errors.length > LISTED_ERRORS ? [...lines, `- and ${errors.length - LISTED_ERRORS} more`] : lines;
}

export function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

function describeArguments(tool: ToolSource): string {
  const properties = tool.inputSchema['properties'];
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
  const required = tool.inputSchema['required'];
  const needed = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  if (names.length === 0) return 'The tool takes no named arguments.';
  const needs = needed.length === 0 ? 'none is required' : `required: ${needed.join(', ')}`;
  return `The tool takes ${names.join(', ')} (${needs}).`;
}

/** A result that breaks the schema which the tool promises: the workflow's fault, which no other arguments mend. */
export function outputError(tool: ToolSource, errors: readonly FieldError[]): CallToolResult {
  return failed(
    [
      `The result of "${tool.name}" does not match the output schema that the tool declares. Its workflow has to be corrected:`,
      ...listErrors(errors, 'result'),
    ].join('\n'),
  );
}

/** An answer that cannot be made of what the workflow gave. */
export function correctWorkflow(tool: ToolSource, fault: string): CallToolResult {
  return failed(`${fault} The workflow of "${tool.name}" has to be corrected.`);
}

/** What a failed run asks its caller's program to be told, rather than the model: a JSON-RPC error. Null for every other end. */
export function protocolFault(end: RunEnd): string | null {
  return end.status === 'error' && end.error?.code === 'protocol_error' ? end.error.message : null;
}

/** Why a run did not succeed. `RunEnd.error.message` is safe to show, and names node and field, by contract. */
export function runErrorText(end: RunEnd): string {
  switch (end.status) {
    case 'error':
      return end.error?.message ?? 'The run failed.';
    case 'timeout':
      return "The run took longer than its time limit and was stopped. Ask for less at a time, or have the workflow's time limit raised.";
    case 'canceled':
      return 'The run was canceled before it finished.';
    case 'crashed':
      return 'The run was interrupted before it finished. It is not known whether its last step took effect.';
    case 'success':
      return '';
    default:
      return assertNever(end.status);
  }
}
