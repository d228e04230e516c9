import { drainedResult, takenInto, type RunState } from '#lib/engine/decide.ts';
import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import type { NodeScope } from '#lib/kit/node-executor.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { CompiledNode, CompiledWorkflow } from './compile-workflow.ts';
import { jsonSize } from './json-size.ts';
import type { RunHeader } from './ports.ts';
import { noOutputs, nodeScope, outputsBefore, runInfo } from './run-scope.ts';

/** What a run knows: its input, its variables, the outputs of its steps so far, and how large all that is. */
export class RunData {
  /** Bytes of all values together, about. */
  bytes: number;
  readonly #workflow: CompiledWorkflow;
  /** By node. */
  readonly #outputs: unknown[];
  readonly #byKey = noOutputs();
  #base: Pick<Scope, 'input' | 'vars' | 'run'>;

  constructor(workflow: CompiledWorkflow, header: RunHeader) {
    this.#workflow = workflow;
    this.#outputs = new Array<unknown>(workflow.nodes.length);
    this.#base = { input: header.input, vars: {}, run: runInfo(header) };
    this.bytes = jsonSize(header.input);
  }

  setVariables(vars: Readonly<Record<string, JsonValue>>): void {
    this.#base = { ...this.#base, vars };
  }

  keep(node: number, output: unknown): void {
    this.#outputs[node] = output;
    this.#byKey[this.#workflow.plan.nodes[node]!.key] = output;
  }

  scopeOf(node: CompiledNode, now: number): Scope {
    return nodeScope(node, this.#base, this.#byKey, now);
  }

  /** Code may look anywhere: it gets the steps before its node and no others. */
  codeScope(node: CompiledNode, scope: Scope): NodeScope {
    return { ...(scope as NodeScope & Scope), steps: outputsBefore(node, this.#byKey) };
  }

  incomingOf(node: CompiledNode, state: RunState): { key: string; output: unknown }[] {
    const { plan } = this.#workflow;
    return takenInto(plan, state, node.planned.index).map((edge) => {
      const source = plan.edges[edge]!.source;
      return { key: plan.nodes[source]!.key, output: this.#outputs[source] };
    });
  }

  /** The result of a run that ended without a return. */
  drained(state: RunState): unknown {
    return drainedResult(this.#workflow.plan, state, this.#outputs);
  }
}
