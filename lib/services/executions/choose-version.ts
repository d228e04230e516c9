import { say } from '#lib/shared/say.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findLiveVersion, findOrInsertSnapshot } from '#lib/db/versions.ts';
import type { WorkflowWithDraft } from '#lib/db/workflows.ts';
import { storableDefinition } from '#lib/services/workflows/definition-limits.ts';
import { requireVersion } from '#lib/services/workflows/get-version.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** What is to run. `versionId` makes the snapshot of a draft only when it is asked for. */
export interface ChosenVersion {
  /** Null for a draft. */
  number: number | null;
  /** Read and checked when it is asked for: whoever has the compiled plan needs none. */
  readonly definition: WorkflowDefinition;
  /** Key of the compiled plan. */
  cacheKey: string;
  versionId(): Promise<string>;
}

/**
 * A version by number, the live one, or the draft; by default the live one if there is one.
 *
 * @throws {AppError} `not_found` for an unknown number; `conflict` if nothing is live.
 */
export async function chooseVersion(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  workflow: WorkflowWithDraft,
  wanted: number | 'live' | 'draft' | undefined,
): Promise<ChosenVersion> {
  if (typeof wanted === 'number') {
    const version = await requireVersion(deps, principal, { id: workflow.id, version: wanted });
    return stored(version);
  }
  if (wanted === 'draft') return draftOf(deps, principal, workflow);
  const live = await findLiveVersion(deps.db.pool, {
    workspaceId: principal.workspaceId,
    workflowId: workflow.id,
  });
  if (live) return stored(live);
  if (wanted === 'live') throw new AppError('conflict', say('no_live_version'));
  return draftOf(deps, principal, workflow);
}

function stored(version: { id: string; number: number | null; definition: Uint8Array }): ChosenVersion {
  return {
    number: version.number,
    get definition() {
      return readDefinition(version.definition);
    },
    cacheKey: version.id,
    versionId: () => Promise.resolve(version.id),
  };
}

/** A draft as it is now: the run is bound to a snapshot by content, which later changes do not touch. */
export function draftOf(
  deps: Pick<WorkflowDeps, 'db'>,
  principal: Principal,
  workflow: WorkflowWithDraft,
): ChosenVersion {
  return {
    number: null,
    get definition() {
      return readDefinition(workflow.draft);
    },
    cacheKey: workflow.draftHash,
    versionId() {
      return findOrInsertSnapshot(deps.db.pool, {
        workspaceId: principal.workspaceId,
        workflowId: workflow.id,
        hash: workflow.draftHash,
        definition: storableDefinition(this.definition),
        createdById: principal.userId,
        concurrency: this.definition.settings.concurrency ?? null,
      });
    },
  };
}
