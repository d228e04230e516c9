import type { NodeCatalog } from '#lib/catalog/executors.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import { compileCached } from '#lib/services/workflows/compiled-versions.ts';
import { isError, problemsOf } from '#lib/services/workflows/validate-workflow.ts';

export type Deployable = { ok: true; workflow: CompiledWorkflow } | { ok: false; problems: Problem[] };

/** A definition that may go live, compiled; or its problems of severity error. `hash` is its content hash. */
export function checkDeployable(catalog: NodeCatalog, hash: string, definition: WorkflowDefinition): Deployable {
  const problems = problemsOf({ catalog }, definition).filter(isError);
  if (problems.length > 0) return { ok: false, problems };
  return compileCached(catalog, hash, definition);
}
