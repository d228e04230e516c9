import { say } from '#lib/shared/say.ts';
import { LRUCache } from 'lru-cache';
import type { NodeCatalog } from '#lib/catalog/executors.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { compileWorkflow, type CompiledWorkflow, type CompileWorkflowResult } from '#lib/runner/compile-workflow.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { definitionProblems, saidOf } from './definition-problems.ts';

const KEPT = 200;
const cache = new WeakMap<NodeCatalog, LRUCache<string, CompileWorkflowResult>>();

/** Compiles a definition, or remembers what came of it. `key`: its content hash or its version's id, never reused. */
export function compileCached(
  catalog: NodeCatalog,
  key: string,
  definition: WorkflowDefinition,
): CompileWorkflowResult {
  let results = cache.get(catalog);
  if (!results) cache.set(catalog, (results = new LRUCache({ max: KEPT })));
  let result = results.get(key);
  if (!result) results.set(key, (result = compileWorkflow(definition, catalog)));
  return result;
}

/** What was compiled before, and does compile: who has it need not read the definition. */
export function knownCompiled(catalog: NodeCatalog, key: string): CompiledWorkflow | null {
  const result = cache.get(catalog)?.get(key);
  return result?.ok ? result.workflow : null;
}

/** @throws {AppError} `does_not_compile` with every problem and its place. */
export function requireCompiled(catalog: NodeCatalog, key: string, definition: WorkflowDefinition): CompiledWorkflow {
  const result = compileCached(catalog, key, definition);
  if (!result.ok) throw doesNotCompile(definition, result.problems);
  return result.workflow;
}

function doesNotCompile(definition: WorkflowDefinition, problems: readonly Problem[]): AppError {
  const [first] = problems;
  return new AppError('does_not_compile', first ? saidOf(first) : say('does_not_compile'), {
    errors: definitionProblems(definition, problems),
    details: { problems },
  });
}
