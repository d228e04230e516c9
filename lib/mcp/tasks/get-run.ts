import type { CallToolResult } from '@modelcontextprotocol/server';
import { isJsonObject } from '#lib/shared/json.ts';
import type { CallerContext, CallPorts } from '../call-tool.ts';
import { withinLimit } from '../restricted-answers.ts';
import { failed, runErrorText } from '../tool-errors.ts';
import { handleResult } from '../tool-result.ts';
import { resultOf } from './present-task.ts';

/** Runs of this caller at this server, whatever else there is. */
export async function getRun(ports: CallPorts, caller: CallerContext, given: unknown): Promise<CallToolResult> {
  const { version, principal } = caller;
  const runId = isJsonObject(given) ? given['runId'] : undefined;
  if (typeof runId !== 'string') return failed('Give the id of the run as "runId".');
  const known = principal.kind === 'anonymous' ? undefined : ports.tasks;
  const state = await known?.find({ version, principal }, { executionId: runId });
  if (!state) return failed(`You have no run "${runId.slice(0, 64)}" at this server (any more).`);
  const { run, tool } = state;
  if (!run.end) {
    return handleResult({ ...tool, outputSchema: undefined }, run.id, {
      parked: run.waits.length > 0 ? { waits: run.waits } : undefined,
      getRun: version.getRun,
    });
  }
  if (run.end.status === 'crashed') return failed(runErrorText(run.end));
  return withinLimit(caller, await resultOf(ports, version, state));
}
