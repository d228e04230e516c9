import type { Budget } from './budget.ts';
import type { Scope } from './scope.ts';

/** One evaluation of one template: what the closures and methods share. */
export interface Evaluation {
  readonly scope: Scope;
  readonly budget: Budget;
}

export type Run = (args: readonly unknown[], evaluation: Evaluation, self: unknown) => unknown;

/** What has no own properties for an expression, only those that its class hands out. */
export abstract class Opaque {
  /** The member of that name; undefined if there is none. */
  abstract member(key: string): unknown;
}

/** A function of the expression language. It is never a function of the host, so none can leak. */
export class Callable extends Opaque {
  readonly name: string;
  readonly #run: Run;
  readonly #members: ReadonlyMap<string, unknown>;

  constructor(name: string, run: Run, members: Readonly<Record<string, unknown>> = {}) {
    super();
    this.name = name;
    this.#run = run;
    this.#members = new Map(Object.entries(members));
  }

  call(self: unknown, args: readonly unknown[], evaluation: Evaluation): unknown {
    return this.#run(args, evaluation, self);
  }

  member(key: string): unknown {
    return this.#members.get(key);
  }

  /** `JSON.stringify` leaves functions out. */
  toJSON(): undefined {
    return undefined;
  }
}

/** `Math` and `JSON`: members only. */
export class Namespace extends Opaque {
  readonly #members: ReadonlyMap<string, unknown>;

  constructor(members: Readonly<Record<string, unknown>>) {
    super();
    this.#members = new Map(Object.entries(members));
  }

  member(key: string): unknown {
    return this.#members.get(key);
  }
}

/** A table of functions, each under its name. */
export function callables(runs: Readonly<Record<string, Run>>): Record<string, Callable> {
  return Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, new Callable(name, run)]));
}
