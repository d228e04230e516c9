import type { Level } from '../plan.ts';

/**
 * The rules of `semantics.md` ("Steps, edges, order") written down as plainly as can be: it looks at everything again
 * after every event. Slow on purpose; the engine must agree with it.
 */
export class ReferenceInterpreter {
  readonly #plan: Level;
  readonly #starts: ReadonlySet<number>;
  readonly #reached: Set<number>;
  /** By node: the port it left by; null for none. */
  readonly #left = new Map<number, string | null>();
  readonly skipped = new Map<number, 'notReached' | 'disabled'>();
  /** Which edge into a merge `any` was taken first. */
  readonly firstTaken = new Map<number, number>();

  /** A stay in a level that begins at these nodes: a trigger, or those of a body without incoming edges. */
  constructor(level: Level, starts: readonly number[]) {
    this.#plan = level;
    this.#starts = new Set(starts);
    this.#reached = new Set(starts);
    for (let size = 0; size !== this.#reached.size;) {
      size = this.#reached.size;
      for (const edge of level.edges) if (this.#reached.has(edge.source)) this.#reached.add(edge.target);
    }
    while (this.#skipOne());
  }

  /** Nodes that are ready and have not left. */
  ready(): number[] {
    return [...this.#reached].filter((node) => !this.#left.has(node) && this.#isReady(node)).sort((a, b) => a - b);
  }

  leave(node: number, port: string | null): void {
    this.#left.set(node, port);
    this.#noteFirstTaken(node);
    while (this.#skipOne());
  }

  /** Ends that were reached, in the order of nodes. */
  ends(): number[] {
    return [...this.#left.keys()]
      .filter((node) => this.#starts.has(node) || this.#incoming(node).some((edge) => this.#edge(edge) === 'taken'))
      .filter((node) => this.#plan.nodes[node]!.outgoing.every((edge) => this.#edge(edge) !== 'taken'))
      .sort((a, b) => a - b);
  }

  isTaken(edge: number): boolean {
    return this.#edge(edge) === 'taken';
  }

  #incoming(node: number): readonly number[] {
    return this.#plan.nodes[node]!.incoming;
  }

  #edge(index: number): 'undecided' | 'taken' | 'notTaken' {
    const edge = this.#plan.edges[index]!;
    if (!this.#reached.has(edge.source)) return 'notTaken';
    if (!this.#left.has(edge.source)) return 'undecided';
    return this.#left.get(edge.source) === edge.port ? 'taken' : 'notTaken';
  }

  #isReady(node: number): boolean {
    if (this.#starts.has(node)) return true;
    const edges = this.#incoming(node).map((edge) => this.#edge(edge));
    if (!edges.includes('taken')) return false;
    return this.#plan.nodes[node]!.planned.joinsAny || !edges.includes('undecided');
  }

  #skipOne(): boolean {
    for (const node of this.#reached) {
      if (this.#left.has(node)) continue;
      const edges = this.#incoming(node).map((edge) => this.#edge(edge));
      const { planned } = this.#plan.nodes[node]!;
      const isStart = this.#starts.has(node);
      if (!isStart && !edges.includes('undecided') && !edges.includes('taken')) this.#skip(node, 'notReached', null);
      else if (planned.disabled && this.#isReady(node)) this.#skip(node, 'disabled', planned.hasOut ? 'out' : null);
      else continue;
      return true;
    }
    return false;
  }

  #skip(node: number, reason: 'notReached' | 'disabled', port: string | null): void {
    this.skipped.set(node, reason);
    this.#left.set(node, port);
    this.#noteFirstTaken(node);
  }

  #noteFirstTaken(node: number): void {
    for (const index of this.#plan.nodes[node]!.outgoing) {
      const edge = this.#plan.edges[index]!;
      if (this.#edge(index) === 'taken' && !this.firstTaken.has(edge.target)) this.firstTaken.set(edge.target, index);
    }
  }
}
