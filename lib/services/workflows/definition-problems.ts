import type { Said } from '#lib/shared/say.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import type { FieldError } from '#lib/shared/app-error.ts';

/** Problems as wrong places of a definition: JSON Pointers such as `/nodes/2/config/url`. */
export function definitionProblems(definition: WorkflowDefinition, problems: readonly Problem[]): FieldError[] {
  return problems.map((problem) => ({
    path: placeOf(definition, problem),
    code: problem.code,
    message: problem.message,
    ...(problem.params && { params: problem.params }),
  }));
}

/** What a problem says, as an error says it. */
export function saidOf({ message, params = {} }: Problem): Said {
  return { message, params };
}

function placeOf(definition: WorkflowDefinition, problem: Problem): string {
  const { nodeId, edgeId, path } = problem;
  if (nodeId !== undefined) {
    const node = definition.nodes.findIndex(({ id }) => id === nodeId);
    return path === undefined ? `/nodes/${node}` : `/nodes/${node}/config${path}`;
  }
  if (edgeId !== undefined) return `/edges/${definition.edges.findIndex(({ id }) => id === edgeId)}`;
  return path ?? '';
}
