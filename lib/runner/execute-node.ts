import type { Scope } from '#lib/expressions/evaluate/scope.ts';
import { NodeFailure, type NodeScope } from '#lib/kit/node-executor.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import type { CompiledNode, CompiledWorkflow } from './compile-workflow.ts';
import type { RunHeader, RunnerPorts, StepRecord } from './ports.ts';
import { noOutputs, nodeScope, outputsBefore, runInfo, type ItemScope, type StepOutputs } from './run-scope.ts';
import type { StepHost } from './step-host.ts';
import { StepRun } from './step-run.ts';

export interface NodeTrial {
  workflow: CompiledWorkflow;
  nodeId: string;
  /** `input` of its expressions. */
  input: JsonValue;
  /** Outputs of earlier steps by key, given or recorded. */
  steps: Readonly<Record<string, unknown>>;
  /** The items that the loops around the node are at, by key; one that is left out is at `null`, number 0. */
  loops?: Readonly<Record<string, { item: unknown; index: number }>>;
  workspaceId: string;
  /** Names the trial: its effects' keys are made of it. */
  executionId: string;
  workflowId?: string;
  /** Who tries it. */
  actorId?: string | null;
}

/**
 * Tries one node on its own, with its policies, and gives its last attempt. It is no run: the journal does not hear of
 * it, and effects are real. Throws if the workflow has no such node.
 */
export async function executeNode(ports: RunnerPorts, trial: NodeTrial): Promise<StepRecord> {
  const index = trial.workflow.plan.indexOfId.get(trial.nodeId);
  if (index === undefined) throw new Error(`The workflow has no node "${trial.nodeId}"`);
  const host = new TrialHost(ports, trial, await ports.variables(trial.workspaceId));
  await new StepRun(host, trial.workflow.nodes[index]!).start();
  return host.records.at(-1)!;
}

const noJournal: RunnerPorts['journal'] = {
  accept: async () => {},
  step: async () => {},
  intend: async () => {},
  receipt: async () => {},
  finish: async () => {},
};

/** The surroundings of a node that is tried alone. */
class TrialHost implements StepHost {
  readonly ports: RunnerPorts;
  readonly header: RunHeader;
  readonly records: StepRecord[] = [];
  readonly #trial: NodeTrial;
  readonly trial = true;
  readonly replay = null;
  readonly iteration: readonly number[] = [];
  readonly #outputs: StepOutputs;
  readonly #base: Pick<Scope, 'input' | 'vars' | 'run'>;

  constructor(ports: RunnerPorts, trial: NodeTrial, vars: Readonly<Record<string, JsonValue>>) {
    this.ports = { ...ports, journal: noJournal };
    this.header = trialHeader(ports, trial);
    this.#trial = trial;
    this.#outputs = Object.assign(noOutputs(), trial.steps);
    this.#base = { input: trial.input, vars, run: runInfo(this.header) };
  }

  scopeOf(node: CompiledNode, now: number): Scope {
    return nodeScope(node, this.#base, outputsBefore(node, this.#outputs), now, this.#itemOf(node));
  }

  #itemOf(node: CompiledNode): ItemScope | null {
    const { nodes } = this.#trial.workflow.plan;
    const loops: ItemScope['loops'] = Object.create(null) as Record<string, never>;
    let innermost: ItemScope | null = null;
    for (let at = node.planned.parent; at >= 0; at = nodes[at]!.parent) {
      const { key } = nodes[at]!;
      const given = this.#trial.loops;
      const entry = given && Object.hasOwn(given, key) ? given[key]! : { item: null, index: 0 };
      Object.assign(loops, { [key]: entry });
      innermost ??= { ...entry, loops };
    }
    return innermost;
  }

  codeScope(node: CompiledNode, scope: Scope): NodeScope {
    return { ...(scope as NodeScope & Scope), steps: outputsBefore(node, this.#outputs) };
  }

  /** Every incoming edge whose source has an output counts as taken. */
  incomingOf(node: CompiledNode): { key: string; output: unknown }[] {
    const { plan } = this.#trial.workflow;
    const keys = node.planned.incoming.map((edge) => plan.nodes[plan.edges[edge]!.source]!.key);
    const taken = keys
      .filter((key) => this.#outputs[key] !== undefined)
      .map((key) => ({ key, output: this.#outputs[key] }));
    return node.planned.joinsAny ? taken.slice(0, 1) : taken;
  }

  perform(): never {
    throw new NodeFailure('not_alone', say('not_alone'));
  }

  async beforeEffect(): Promise<void> {}
  started(): void {}
  logged(): void {}
  minted(): void {}

  record(step: StepRecord): null {
    step.seq = this.records.length + 1;
    this.records.push(step);
    return null;
  }
}

function trialHeader(ports: RunnerPorts, trial: NodeTrial): RunHeader {
  const now = ports.clock.now();
  const { plan, definition } = trial.workflow;
  return {
    id: trial.executionId,
    workspaceId: trial.workspaceId,
    workflowId: trial.workflowId ?? '',
    versionId: '',
    versionNumber: null,
    mode: 'direct',
    trigger: 'manual',
    triggerKey: plan.nodes[plan.triggers[0] ?? 0]?.key ?? '',
    traceId: '',
    parentExecutionId: null,
    actorId: trial.actorId ?? null,
    createdAt: now,
    startedAt: now,
    input: trial.input,
    saveData: definition.settings.saveData,
  };
}
