import type { StepError } from '#lib/contracts/execution.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { RunnerPorts } from '../ports.ts';
import { run } from './run-workflow.ts';
import { aWorkflow } from './workflow-builder.ts';

/** Runs one node behind a trigger: its output, or the error that ended the run. */
export async function runNode(
  type: string,
  config: Record<string, unknown>,
  input: unknown = null,
  ports?: RunnerPorts,
): Promise<{ output: unknown; error: StepError | null }> {
  const workflow = aWorkflow()
    .node('start', 'trigger.manual')
    .node('node', type, config)
    .chain('start', 'node')
    .build();
  const { output, error } = await run(workflow, { input: input as JsonValue, ...(ports && { ports }) });
  return { output, error };
}

/** The output; an error fails the test. */
export async function outputOf(type: string, config: Record<string, unknown>, input: unknown = null): Promise<unknown> {
  const { output, error } = await runNode(type, config, input);
  if (error) throw new Error(`${error.code} ${error.path ?? ''}: ${error.message}`);
  return output;
}

/** The step's error; an output fails the test. */
export async function errorOf(
  type: string,
  config: Record<string, unknown>,
  input: unknown = null,
): Promise<StepError> {
  const { output, error } = await runNode(type, config, input);
  if (!error) throw new Error(`It answered ${JSON.stringify(output)}`);
  return error;
}
