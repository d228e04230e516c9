import { say } from '#lib/shared/say.ts';
import { limits } from '#lib/contracts/limits.ts';
import { selectTrigger } from '#lib/engine/select-trigger.ts';
import { validateTriggerInput, type CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { JsonValue } from '#lib/shared/json.ts';

/**
 * The trigger that starts a run and its input, checked and with defaults filled in, before anything is recorded.
 *
 * @throws {AppError} `ambiguous_trigger`, `invalid` (with places such as `/input/repo`), `too_large`.
 */
export function checkInput(
  workflow: CompiledWorkflow,
  { trigger, input }: { trigger?: string | undefined; input?: unknown },
): { triggerKey: string; input: JsonValue } {
  const choice = selectTrigger(workflow.plan, trigger);
  if (!choice.ok) {
    const code = choice.code === 'ambiguous_trigger' ? 'ambiguous_trigger' : 'invalid';
    throw new AppError(code, choice.said, {
      errors: [{ path: '/trigger', code: choice.code, ...choice.said }],
      details: { triggers: choice.triggers },
    });
  }
  const given = input === undefined ? {} : input;
  if (Buffer.byteLength(JSON.stringify(given)) > limits.inputBytes) {
    throw new AppError('too_large', say('input_too_large', { limit: limits.inputBytes }));
  }
  const checked = validateTriggerInput(workflow, choice.trigger, given);
  if (!checked.ok) {
    const errors = checked.errors.map((error) => ({ ...error, path: `/input${error.path}` }));
    throw new AppError('invalid', say('input_does_not_fit'), { errors });
  }
  return { triggerKey: workflow.plan.nodes[choice.trigger]!.key, input: checked.value as JsonValue };
}
