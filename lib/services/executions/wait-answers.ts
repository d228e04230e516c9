import type { ClientBase, Pool } from 'pg';
import { findAsked, type AskedRow } from '#lib/db/approval-writes.ts';
import { findUnsettledWrites, type UnsettledRow } from '#lib/db/effects.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import { endedChildren, type EndedRow } from '#lib/db/parked-runs.ts';
import type { StepError } from '#lib/contracts/execution.ts';
import { stepIdOf, type PendingWait, type WaitAnswer } from '#lib/runner/parking.ts';
import type { UnsettledWrite } from '#lib/runner/run-request.ts';
import type { SubRunEnd } from '#lib/runner/sub-runs.ts';
import type { JsonObject, JsonValue } from '#lib/shared/json.ts';
import { unpackRun } from './large-values.ts';

interface Key {
  workspaceId: string;
  id: string;
}

/** What is known of the waits of a run beside its own record. */
export interface Answers {
  answers: WaitAnswer[];
  unsettled: UnsettledWrite[];
  /** Questions as they were asked: what a process that died was waiting for. */
  asked: PendingWait[];
}

/** Every committed answer to the waits of a run. `childSteps`: which step waits for which child. */
export async function readAnswers(
  client: Pool | ClientBase,
  key: Key,
  childSteps: ReadonlyMap<string, string>,
): Promise<Answers> {
  const asked = await findAsked(client, key);
  const writes = await findUnsettledWrites(client, key);
  const children = childSteps.size > 0 ? await endedChildren(client, { ...key, ids: [...childSteps.keys()] }) : [];
  const ends: WaitAnswer[] = [];
  for (const child of children) {
    ends.push({ stepId: childSteps.get(child.id)!, kind: 'child', end: await childEndOf(client, key, child) });
  }
  return {
    answers: [...asked.flatMap(questionAnswer), ...writes.flatMap(settlementAnswer), ...ends],
    unsettled: writes.map(unsettledWrite),
    asked: asked.flatMap(({ content }) => (content === null ? [] : [unpackJson(content) as unknown as PendingWait])),
  };
}

/** Which step waits for which child. */
export function childStepsOf(waits: readonly PendingWait[]): Map<string, string> {
  return new Map(waits.flatMap((wait) => (wait.for.kind === 'child' ? [[wait.for.executionId, wait.stepId]] : [])));
}

/** The end of a child as its caller sees it. */
export async function childEndOf(
  client: Pool | ClientBase,
  { workspaceId }: Pick<Key, 'workspaceId'>,
  row: EndedRow,
): Promise<SubRunEnd> {
  const { output } = await unpackRun(client, { workspaceId, id: row.id }, { output: row.output, steps: [] });
  return {
    executionId: row.id,
    status: row.status as SubRunEnd['status'],
    isError: row.isError,
    output,
    error: row.error === null ? null : (unpackJson(row.error) as unknown as StepError),
    stepCount: row.stepCount,
  };
}

function questionAnswer({ stepId, kind, status, data, answeredAt, answeredBy: by }: AskedRow): WaitAnswer[] {
  if (status !== 'approved' && status !== 'rejected') return [];
  const at = answeredAt?.getTime() ?? 0;
  const given = data === null ? null : unpackJson(data);
  const yes = status === 'approved';
  switch (kind) {
    case 'approval':
      return [{ stepId, kind, approved: yes, data: given, by, at }];
    case 'input':
      return [{ stepId, kind, declined: !yes, data: given, by, at }];
    case 'client':
      return [
        yes
          ? { stepId, kind, result: given as JsonObject }
          : { stepId, kind, error: given as { code: string; message: string } },
      ];
  }
}

function settlementAnswer(row: UnsettledRow): WaitAnswer[] {
  const stepId = stepIdOf(row.nodeId, iterationOf(row) ?? []);
  switch (row.settled) {
    case 'happened':
      return [{ stepId, kind: 'settled', as: 'happened', output: outputOf(row) }];
    case 'notHappened':
    case 'givenUp':
      return [{ stepId, kind: 'settled', as: row.settled }];
    default:
      return [];
  }
}

function outputOf({ output }: UnsettledRow): JsonValue {
  return output === null ? null : unpackJson(output);
}

function unsettledWrite(row: UnsettledRow): UnsettledWrite {
  const iteration = iterationOf(row);
  return { key: row.key, nodeId: row.nodeId, ...(iteration && { iteration }) };
}

function iterationOf({ iteration }: UnsettledRow): number[] | null {
  return iteration === null ? null : iteration.split('.').map(Number);
}
