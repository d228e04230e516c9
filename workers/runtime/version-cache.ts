import { LRUCache } from 'lru-cache';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { CompiledWorkflow, CompileWorkflowResult } from '#lib/runner/compile-workflow.ts';
import type { ServerSource, StoredVersion } from '#lib/services/serving/server-source.ts';
import { AppError } from '#lib/shared/app-error.ts';

const MAX_VERSIONS = 2_000;

/** A version compiled in this process. Versions are immutable: it is never read or compiled twice while it is kept. */
export interface LoadedVersion {
  readonly version: StoredVersion;
  readonly workflow: CompiledWorkflow;
}

export interface VersionCache {
  /** Throws `not_found` for a foreign or unknown version, `does_not_compile` for one that this release cannot run. */
  get(workspaceId: string, versionId: string): Promise<LoadedVersion>;
}

type Compile = (definition: WorkflowDefinition) => CompileWorkflowResult;

export function createVersionCache(source: ServerSource, compile: Compile): VersionCache {
  const versions = new LRUCache<string, Promise<LoadedVersion>>({ max: MAX_VERSIONS });
  return {
    get: (workspaceId, versionId) => {
      const key = `${workspaceId}/${versionId}`;
      const known = versions.get(key);
      if (known) return known;
      const loading = load(source, compile, workspaceId, versionId);
      versions.set(key, loading);
      loading.catch(() => versions.delete(key));
      return loading;
    },
  };
}

async function load(
  source: ServerSource,
  compile: Compile,
  workspaceId: string,
  versionId: string,
): Promise<LoadedVersion> {
  const version = await source.findVersion(workspaceId, versionId);
  if (!version) throw new AppError('not_found', 'There is no such version');
  const compiled = compile(version.definition);
  if (!compiled.ok) {
    throw new AppError('does_not_compile', 'This version does not compile', {
      details: { problems: compiled.problems },
    });
  }
  return { version, workflow: compiled.workflow };
}
