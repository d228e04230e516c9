import { workflowFileSchema, type WorkflowFile } from '../../lib/contracts/api/workflows.ts';
import type { WorkflowDefinitionInput } from '../../lib/contracts/definition.ts';
import type { EffectKind } from './facts.ts';
import type { Executor } from './outside.ts';

export type Node = WorkflowDefinitionInput['nodes'][number];

/** Where a workflow's steps go, and which process runs them. */
export interface Target {
  origin: string;
  by: Executor;
}

/** A step that the outside counts. Its place in the run says which steps must be finished before it starts. */
export function effect({ origin, by }: Target, key: string, kind: EffectKind, place: number, inLoop = false): Node {
  return {
    ...node(key, 'http.request', {
      method: kind === 'read' ? 'GET' : 'POST',
      url: `${origin}/effect`,
      query: { run: '{{ run.id }}', step: key, place, kind, by, ...(inLoop && { item: '{{ index }}' }) },
      ...(kind === 'idempotent' && { idempotent: true }),
    }),
    // Of these the outside answers some with 503 first.
    ...(kind === 'idempotent' && { policy: { retry: { maxAttempts: 3, backoffMs: 50 } } }),
  };
}

export function node(key: string, type: string, config: Record<string, unknown>): Node {
  return { id: key, key, type, config };
}

/** What the outside told a step. */
export const toldTo = (step: string): string => `{{ steps.${step}.body.n }}`;

/** The last step. Its value is `{tag, STEP: what the outside told it, ...}`, which the log is checked against. */
export function ending(tag: string, value: Record<string, unknown>): Node {
  return node('end', 'core.return', { value: { tag, ...value } });
}

export function toolTrigger(name: string): Node {
  const inputSchema = { type: 'object', properties: { tag: { type: 'string' } }, required: ['tag'] };
  return node('start', 'trigger.tool', { name, description: `Chaos: ${name}`, inputSchema });
}

/** Nodes in a row; those with a parent are in its body, in a row of their own. */
export function workflowFile(name: string, nodes: Node[]): WorkflowFile {
  const rows = Map.groupBy(nodes, ({ parentId }) => parentId ?? null);
  const edges = [...rows.values()].flatMap((row) =>
    row.slice(1).map(({ id }, index) => ({
      id: `${row[index]!.id}-${id}`,
      source: { node: row[index]!.id, port: row[index]!.type === 'human.approval' ? 'approved' : 'out' },
      target: { node: id, port: 'in' },
    })),
  );
  const definition = { schemaVersion: 1 as const, settings: { timeoutMs: 120_000 }, nodes, edges };
  return workflowFileSchema.parse({ format: 'toolwright.workflow', formatVersion: 1, name, definition });
}
