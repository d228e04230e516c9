import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, drainedResult, settle, startRun, takenInto, type Command } from './decide.ts';
import { planWorkflow, type WorkflowPlan } from './plan.ts';
import { startPlanOf } from './start-plan.ts';
import { portsOf } from './ports.ts';
import { describeTestType } from './testing/node-types.ts';
import { randomDefinition } from './testing/random-graph.ts';
import { ReferenceInterpreter } from './testing/reference-interpreter.ts';

function plan(definition: Parameters<typeof planWorkflow>[0]): WorkflowPlan {
  const result = planWorkflow(definition, describeTestType);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.plan;
}

/** Draws numbers from a list, over and over. */
function drawer(numbers: readonly number[]): (below: number) => number {
  let at = 0;
  return (below) => (numbers[at++ % numbers.length] ?? 0) % below;
}

interface Played {
  skipped: Map<number, string>;
  ends: number[];
  result: unknown;
  started: number[];
}

/** Plays a run in which any running node may settle next; the port of a node depends on the node alone. */
function play(workflow: WorkflowPlan, portSeeds: readonly number[], choose: (below: number) => number): Played {
  const trigger = workflow.triggers[0]!;
  const reference = new ReferenceInterpreter(workflow.levels[0]!, [trigger]);
  const state = startRun(startPlanOf(workflow, trigger));
  const running: number[] = [];
  const skipped = new Map<number, string>();
  const outputs: unknown[] = [];
  const started: number[] = [];
  for (;;) {
    const commands: Command[] = decide(state);
    for (const command of commands) {
      if (command.kind === 'run') {
        running.push(command.node);
        started.push(command.node);
      }
      if (command.kind === 'skip') skipped.set(command.node, command.reason);
    }
    expect(running.toSorted((a, b) => a - b)).toEqual(reference.ready());
    expect(skipped).toEqual(reference.skipped);
    if (commands.some((command) => command.kind === 'finish')) break;
    const [node] = running.splice(choose(running.length), 1) as [number];
    const planned = workflow.nodes[node]!;
    if (planned.joinsAny && node !== trigger) expect(takenInto(state, node)).toEqual([reference.firstTaken.get(node)]);
    const ports = portsOf(planned.description, planned.node.config);
    const port = ports[portSeeds[node % portSeeds.length]! % ports.length]!;
    outputs[node] = `${planned.key} left by ${port}`;
    settle(state, node, { kind: 'left', port });
    reference.leave(node, port);
  }
  expect(decide(state)).toEqual([]);
  expect(state.ends.toSorted((a, b) => a - b)).toEqual(reference.ends());
  return { skipped, ends: reference.ends(), result: drainedResult(state, outputs), started };
}

const seeds = fc.array(fc.nat(), { minLength: 1, maxLength: 20 });

describe('decide', { timeout: 60_000 }, () => {
  it('agrees with the plain reference interpreter on any graph, in any interleaving', () => {
    fc.assert(
      fc.property(randomDefinition(), seeds, seeds, (definition, portSeeds, choices) => {
        play(plan(definition), portSeeds, drawer(choices));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives the same skipped steps and the same result whatever the timing', () => {
    const twoInterleavings = fc.property(
      randomDefinition(),
      seeds,
      seeds,
      seeds,
      (definition, portSeeds, one, other) => {
        const workflow = plan(definition);
        const first = play(workflow, portSeeds, drawer(one));
        const second = play(workflow, portSeeds, drawer(other));
        expect(second.skipped).toEqual(first.skipped);
        expect(second.result).toEqual(first.result);
        expect(second.started.toSorted()).toEqual(first.started.toSorted());
      },
    );
    fc.assert(twoInterleavings, { numRuns: 500 });
  });

  it('starts a node at most once, and never one that it skipped', () => {
    const property = fc.property(randomDefinition(), seeds, seeds, (definition, portSeeds, choices) => {
      const workflow = plan(definition);
      const { started, skipped } = play(workflow, portSeeds, drawer(choices));
      expect(new Set(started).size).toBe(started.length);
      for (const node of started) expect(skipped.has(node)).toBe(false);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
