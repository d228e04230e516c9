import type { CallToolResult } from '@modelcontextprotocol/server';
import { assertNever } from '#lib/shared/assert-never.ts';
import type { FieldError } from '#lib/shared/app-error.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import type { ServedVersion, ToolSource } from './served-version.ts';

/** Most wrong fields that one answer lists. */
const LISTED_ERRORS = 10;

/** Wrong arguments, as a text that a model can act on: which field, what is wrong, what the tool takes. */
export function argumentError(tool: ToolSource, errors: readonly FieldError[]): CallToolResult {
  const lines = errors.slice(0, LISTED_ERRORS).map((error) => `- ${error.path || 'arguments'}: ${error.message}`);
  const more = errors.length > LISTED_ERRORS ? [`- and ${errors.length - LISTED_ERRORS} more`] : [];
  return failed(
    [
      `The arguments of "${tool.name}" do not match its input schema, so nothing was run:`,
      ...lines,
      ...more,
      `${describeArguments(tool)} Correct the arguments and call the tool again.`,
    ].join('\n'),
  );
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

/** Why a run did not succeed. `RunEnd.error.message` is safe to show by contract. */
export function runErrorText(version: ServedVersion, end: RunEnd): string {
  switch (end.status) {
    case 'error':
      return stepErrorText(version, end);
    case 'timeout':
      return 'The run took longer than its time limit and was stopped. Ask for less at a time, or have the workflow\'s time limit raised.';
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

function stepErrorText(version: ServedVersion, end: RunEnd): string {
  const error = end.error;
  if (!error) return 'The run failed.';
  if (error.code === 'failed' || error.nodeId === undefined) return error.message;
  const place = error.path ? `, field ${error.path}` : '';
  return `The step "${version.nodeName(error.nodeId)}"${place} failed: ${error.message}`;
}
