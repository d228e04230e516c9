import {
  workflowDefinitionSchema,
  type NodePolicy,
  type WorkflowDefinition,
  type WorkflowDefinitionInput,
} from '#lib/contracts/definition.ts';

type NodeInput = WorkflowDefinitionInput['nodes'][number];
type NodeOptions = Partial<Pick<NodeInput, 'disabled' | 'parentId' | 'version'>> & { policy?: Partial<NodePolicy> };

/** Builds a definition line by line; ids are keys. */
export class WorkflowBuilder {
  readonly #nodes: NodeInput[] = [];
  readonly #edges: WorkflowDefinitionInput['edges'] = [];
  #settings: WorkflowDefinitionInput['settings'] = {};

  node(key: string, type: string, config: Record<string, unknown> = {}, options: NodeOptions = {}): this {
    this.#nodes.push({ id: key, key, type, config, ...options } as NodeInput);
    return this;
  }

  /** `from` is `key` or `key:port`. Each of `to` gets an edge. */
  edge(from: string, ...to: string[]): this {
    const [node, port = 'out'] = from.split(':') as [string, string?];
    for (const target of to) {
      const id = `e${this.#edges.length + 1}`;
      this.#edges.push({ id, source: { node, port }, target: { node: target, port: 'in' } });
    }
    return this;
  }

  /** Edges along a path: `chain('start', 'a', 'b:false', 'c')`. */
  chain(...path: string[]): this {
    for (let at = 1; at < path.length; at++) this.edge(path[at - 1]!, path[at]!.split(':')[0]!);
    return this;
  }

  settings(settings: NonNullable<WorkflowDefinitionInput['settings']>): this {
    this.#settings = settings;
    return this;
  }

  build(): WorkflowDefinition {
    return workflowDefinitionSchema.parse({
      schemaVersion: 1,
      settings: this.#settings,
      nodes: this.#nodes,
      edges: this.#edges,
    });
  }
}

export function aWorkflow(): WorkflowBuilder {
  return new WorkflowBuilder();
}
