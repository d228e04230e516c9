import type { Pool } from 'pg';
import type { Execution } from '#lib/contracts/execution.ts';
import { limits } from '#lib/contracts/limits.ts';
import { findMemberNames } from '#lib/db/members.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import { faultsOfEdit } from '#lib/runner/edited-config.ts';
import type { StepEdit, StepRecord } from '#lib/runner/ports.ts';
import { editedStep } from '#lib/runner/retry.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say, type Said } from '#lib/shared/say.ts';
import { isDeepStrictEqual } from 'node:util';

interface Editing {
  /** The key of a node of the workflow. */
  from: string;
  stepInput: Readonly<Record<string, unknown>>;
  edit: StepEdit;
}

/**
 * What tells a retry that the step `from` is to run with an edited input. Null if it is the recorded one.
 *
 * @throws {AppError} `conflict` if the step did not run; `invalid` for triggers, steps in loops, and what does not fit;
 *   `too_large`.
 */
export function editOf(
  { plan, nodes }: CompiledWorkflow,
  recorded: readonly StepRecord[],
  { from: key, stepInput, edit }: Editing,
): StepRecord | null {
  const node = nodes[plan.indexOfKey.get(key)!]!;
  const { planned } = node;
  if (planned.role === 'trigger') throw refused(say('edit_of_trigger', { key }));
  if (planned.parent >= 0) throw refused(say('edit_in_loop', { key }));
  const last = recorded.findLast(({ nodeId, status }) => nodeId === planned.id && status !== 'skipped');
  if (!last) throw new AppError('conflict', say('edit_of_step_not_run', { key }));
  if (isDeepStrictEqual(stepInput, last.input)) return null;
  if (Buffer.byteLength(JSON.stringify(stepInput)) > limits.inputBytes)
    throw new AppError('too_large', say('input_too_large', { limit: limits.inputBytes }));
  const faults = faultsOfEdit(node, { edited: stepInput, recorded: last.input });
  if (faults.length > 0) {
    const errors = faults.map((fault) => ({ ...fault, path: `/stepInput${fault.path}` }));
    throw new AppError('invalid', say('edit_does_not_fit', { key }), { errors });
  }
  return editedStep(last, stepInput, edit);
}

function refused(said: Said): AppError {
  return new AppError('invalid', said, { errors: [{ path: '/stepInput', code: 'not_editable', ...said }] });
}

/** The execution with the names of those who edited inputs of its steps. One without such steps asks nothing. */
export async function withEditors(pool: Pool, workspaceId: string, execution: Execution): Promise<Execution> {
  const userIds = new Set(execution.steps.flatMap(({ edited }) => (edited ? [edited.by.id] : [])));
  if (userIds.size === 0) return execution;
  const names = await findMemberNames(pool, { workspaceId, userIds: [...userIds] });
  return {
    ...execution,
    steps: execution.steps.map((step) => {
      if (!step.edited) return step;
      const { by } = step.edited;
      return { ...step, edited: { ...step.edited, by: { ...by, name: names.get(by.id) ?? null } } };
    }),
  };
}
