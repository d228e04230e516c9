import type { StepError } from '#lib/contracts/execution.ts';
import type { Outcome } from '#lib/engine/decide.ts';
import { say } from '#lib/shared/say.ts';
import { failed, succeeded, type Ending } from './endings.ts';
import type { Frame } from './frame.ts';
import type { ItemEnd } from './loop-run.ts';

/** How a run ended, by what its top level came to. */
export function endingOf(frame: Frame, outcome: Outcome): Ending {
  if (outcome.kind === 'failed') return failed(frame.failure);
  if (outcome.kind === 'drained') return succeeded(frame.drained(), false);
  const { output, isError, content } = frame.returned!;
  return content ? { ...succeeded(output, isError), content } : succeeded(output, isError);
}

/** How an item ended, by the rules of a run; a "no" (`isError`) fails it. */
export function itemEndOf(frame: Frame, outcome: Outcome): ItemEnd {
  if (outcome.kind === 'failed') return { ok: false, error: frame.failure! };
  if (outcome.kind === 'drained') return { ok: true, output: frame.drained() };
  const { output, isError, node } = frame.returned!;
  if (!isError) return { ok: true, output };
  const { id, key } = node.planned;
  const error: StepError = {
    code: 'returned_error',
    ...(typeof output === 'string' ? { message: output } : say('item_negative')),
    nodeId: id,
    key,
    attempt: 1,
    iteration: [...frame.iteration],
    details: { output },
  };
  return { ok: false, error };
}
