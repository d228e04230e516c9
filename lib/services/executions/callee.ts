import { say, type Said } from '#lib/shared/say.ts';
import { LRUCache } from 'lru-cache';
import type { Db } from '#lib/db/client.ts';
import { chosenVersion } from '#lib/db/parked-runs.ts';
import { findLiveVersion, findOrInsertSnapshot } from '#lib/db/versions.ts';
import { findWorkflow } from '#lib/db/workflows.ts';
import type { NodeCatalog } from '#lib/catalog/executors.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import type { RunHeader } from '#lib/runner/ports.ts';
import type { SubRunCall } from '#lib/runner/sub-runs.ts';
import type { ServerSource, StoredVersion } from '#lib/services/serving/server-source.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import { storableDefinition } from '#lib/services/workflows/definition-limits.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { checkInput } from './check-input.ts';

export interface CalleePorts {
  db: Pick<Db, 'pool'>;
  catalog: NodeCatalog;
  clock: Clock;
  source: Pick<ServerSource, 'findVersion'>;
}

/** What is to run for a call. */
export interface Callee {
  header: RunHeader;
  workflow: CompiledWorkflow;
}

const CHOICES_KEPT = 10_000;
const VERSIONS_KEPT = 500;
const CALLED_TYPES: ReadonlySet<string> = new Set(['trigger.tool', 'trigger.manual']);

/** Finds what a call means: which version, which trigger, whether the input fits. One for each process. */
export class Callees {
  readonly #ports: CalleePorts;
  /** By root and workflow: versions are chosen once for all below a root. Choices of other processes are in the log. */
  readonly #choices = new LRUCache<string, Promise<string>>({ max: CHOICES_KEPT });
  readonly #versions = new LRUCache<string, StoredVersion>({ max: VERSIONS_KEPT });

  constructor(ports: CalleePorts) {
    this.#ports = ports;
  }

  /** @throws {NodeFailure} as `SubRuns.start` */
  async find(call: SubRunCall): Promise<Callee> {
    const { parent } = call;
    const version = await this.#version(parent.workspaceId, await this.#choice(call));
    const compiled = compileCached(this.#ports.catalog, version.id, version.definition);
    if (!compiled.ok) throw new NodeFailure('does_not_compile', compiled.problems[0]?.message ?? 'It does not compile');
    const { triggerKey, input } = checked(compiled.workflow, call);
    const now = this.#ports.clock.now();
    const header: RunHeader = {
      id: call.executionId,
      workspaceId: parent.workspaceId,
      workflowId: version.workflowId,
      versionId: version.id,
      versionNumber: version.number,
      mode: parent.mode,
      trigger: 'subworkflow',
      triggerKey,
      traceId: parent.traceId,
      parentExecutionId: parent.id,
      rootExecutionId: rootOf(parent),
      hops: (parent.hops ?? 0) + 1,
      actorId: parent.actorId ?? null,
      ...(parent.caller && { caller: parent.caller }),
      createdAt: now,
      startedAt: now,
      input,
      saveData: version.definition.settings.saveData,
    };
    return { header, workflow: compiled.workflow };
  }

  #choice(call: SubRunCall): Promise<string> {
    const key = `${rootOf(call.parent)}/${call.workflowId}`;
    const known = this.#choices.get(key);
    if (known) return known;
    const choosing = this.#choose(call);
    this.#choices.set(key, choosing);
    choosing.catch(() => this.#choices.delete(key));
    return choosing;
  }

  async #choose({ parent, workflowId }: SubRunCall): Promise<string> {
    const { pool } = this.#ports.db;
    const { workspaceId } = parent;
    const workflow = await findWorkflow(pool, { workspaceId, id: workflowId });
    if (!workflow) throw new NodeFailure('workflow_not_found', say('callee_not_found'));
    const before = await chosenVersion(pool, { workspaceId, workflowId, rootId: rootOf(parent) });
    if (before !== null) return before;
    const live = await findLiveVersion(pool, { workspaceId, workflowId });
    if (live) return live.id;
    if (parent.versionNumber !== null || workflow.status !== 'draft') {
      throw new NodeFailure('workflow_not_deployed', say('callee_not_live', { name: workflow.name }));
    }
    const draft = readDefinition(workflow.draft);
    return findOrInsertSnapshot(pool, {
      workspaceId,
      workflowId,
      hash: workflow.draftHash,
      definition: storableDefinition(draft),
      createdById: parent.actorId ?? null,
      concurrency: draft.settings.concurrency ?? null,
    });
  }

  async #version(workspaceId: string, versionId: string): Promise<StoredVersion> {
    const known = this.#versions.get(versionId);
    if (known) return known;
    const version = await this.#ports.source.findVersion(workspaceId, versionId);
    if (!version) throw new NodeFailure('workflow_not_found', say('callee_not_found'));
    this.#versions.set(versionId, version);
    return version;
  }
}

function rootOf({ id, rootExecutionId }: RunHeader): string {
  return rootExecutionId ?? id;
}

function checked(workflow: CompiledWorkflow, { trigger, input }: SubRunCall): ReturnType<typeof checkInput> {
  try {
    return checkInput(workflow, { trigger: trigger ?? onlyTrigger(workflow), input });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [first] = error.errors ?? [];
    if (first?.path === '/trigger') throw new NodeFailure(first.code, error.said);
    throw new NodeFailure('invalid_input', first ? invalidInput(first) : error.said);
  }
}

function invalidInput({ path, message }: { path: string; message: string }): Said {
  return say('callee_input', { path, problem: message });
}

/** Webhooks and schedules start nothing for a caller. */
function onlyTrigger({ plan }: CompiledWorkflow): string {
  const keys = plan.triggers.flatMap((index) => {
    const node = plan.nodes[index]!;
    return CALLED_TYPES.has(node.type) ? [node.key] : [];
  });
  if (keys.length === 0) throw new NodeFailure('no_trigger', say('callee_without_trigger'));
  if (keys.length > 1) throw new NodeFailure('ambiguous_trigger', say('several_triggers', { triggers: keys }));
  return keys[0]!;
}
