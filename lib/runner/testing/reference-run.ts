import type { Level, LevelNode, WorkflowPlan } from '#lib/engine/plan.ts';
import { ReferenceInterpreter } from '#lib/engine/testing/reference-interpreter.ts';
import { fails } from './random-loops.ts';

/** What came of a step, an item or a run. */
type Result = { ok: true; output: unknown } | { ok: false };

/** What stands for the output of a wait. */
export const waited = 'waited';
/** What stands for an error, handled or collected. */
export const anError = 'an error';

/**
 * What a definition of `randomLoops` means, worked out plainly: one node after another, one item after another. Slow on
 * purpose; runs must agree with it, whatever the timing.
 */
export class ReferenceRun {
  readonly #plan: WorkflowPlan;
  /** `nodeId/iteration` of what was skipped, with the reason; items that failed are left out. */
  readonly skipped = new Map<string, string>();
  /** Iterations of failed items: what was skipped there is a matter of timing. */
  readonly failedItems: string[] = [];

  constructor(plan: WorkflowPlan) {
    this.#plan = plan;
  }

  run(): unknown {
    const { levels, nodes, triggers } = this.#plan;
    const result = this.#stay(levels[0]!, [nodes[triggers[0]!]!.place], []);
    return result.ok ? (result.output ?? null) : anError;
  }

  #stay(level: Level, starts: readonly number[], iteration: readonly number[]): Result {
    const reference = new ReferenceInterpreter(level, starts);
    const outputs: unknown[] = [];
    const done = new Set<number>();
    for (let [next] = reference.ready(); next !== undefined; [next] = reference.ready()) {
      const node = level.nodes[next]!;
      const result = this.#step(node, level, outputs, reference, iteration);
      if (!result.ok) return result;
      done.add(next);
      outputs[next] = result.output;
      reference.leave(next, node.planned.type === 'logic.if' ? String(result.output) : 'out');
    }
    for (const [index, reason] of reference.skipped) {
      this.skipped.set(`${level.nodes[index]!.planned.id}/${iteration.join('.')}`, reason);
    }
    const ends = reference.ends();
    if (ends.length === 1) return { ok: true, output: outputs[ends[0]!] };
    if (done.size === 0) return { ok: true, output: undefined };
    const known = ends.filter((end) => outputs[end] !== undefined);
    return { ok: true, output: Object.fromEntries(known.map((end) => [level.nodes[end]!.planned.key, outputs[end]])) };
  }

  #step(
    { planned, incoming }: LevelNode,
    level: Level,
    outputs: readonly unknown[],
    reference: ReferenceInterpreter,
    iteration: readonly number[],
  ): Result {
    const at = ['at', ...iteration].join('.');
    const handled = (): Result => (planned.onError === 'continue' ? { ok: true, output: anError } : { ok: false });
    switch (planned.type) {
      case 'trigger.manual':
        return { ok: true, output: 'input' };
      case 'http.request': {
        const url = String(planned.node.config['url']).replace(/\{\{.*\}\}/, at);
        return fails(url) ? handled() : { ok: true, output: url };
      }
      case 'logic.wait':
        return { ok: true, output: waited };
      case 'data.set':
        return { ok: true, output: `${planned.key}${at}` };
      case 'logic.if':
        return {
          ok: true,
          output: at.length % 2 === Number(/=== (\d)/.exec(String(planned.node.config['condition']))![1]),
        };
      case 'logic.merge': {
        const taken = incoming.filter((edge) => reference.isTaken(edge)).map((edge) => level.edges[edge]!.source);
        const arrived = taken.filter((source) => outputs[source] !== undefined);
        return { ok: true, output: Object.fromEntries(arrived.map((s) => [level.nodes[s]!.planned.key, outputs[s]])) };
      }
      default:
        return this.#loop({ planned, incoming } as LevelNode, iteration) ?? handled();
    }
  }

  #loop({ planned }: LevelNode, iteration: readonly number[]): Result | null {
    const body = this.#plan.levels[planned.body]!;
    const starts = body.nodes.filter(({ incoming }) => incoming.length === 0).map(({ index }) => index);
    const items = planned.node.config['items'] as unknown[];
    if (body.nodes.length === 0) return null;
    const results: unknown[] = [];
    for (const index of items.keys()) {
      const inner = [...iteration, index];
      const result = this.#stay(body, starts, inner);
      if (!result.ok) {
        this.failedItems.push(inner.join('.'));
        if (planned.node.config['onItemError'] === 'fail') {
          this.failedItems.push(...items.map((_, other) => [...iteration, other].join('.')));
          return null;
        }
      }
      results.push(result.ok ? (result.output ?? null) : anError);
    }
    return { ok: true, output: results };
  }
}
