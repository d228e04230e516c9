import type { NodeCatalog } from '#lib/catalog/executors.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import type { KnownNames } from '#lib/services/workflows/known-names.ts';
import { isError, problemsOf } from '#lib/services/workflows/validate-workflow.ts';

export type Deployable = { ok: true; workflow: CompiledWorkflow } | { ok: false; problems: Problem[] };

/** A definition and its content hash. */
export interface Candidate {
  hash: string;
  definition: WorkflowDefinition;
}

/** A definition that may go live in a workspace where these names are known, compiled; or its problems of severity error. */
export async function checkDeployable(
  catalog: NodeCatalog,
  names: KnownNames,
  candidate: Candidate,
): Promise<Deployable> {
  const { hash, definition } = candidate;
  const problems = (await problemsOf({ catalog }, definition, names)).filter(isError);
  if (problems.length > 0) return { ok: false, problems };
  return compileCached(catalog, hash, definition);
}
