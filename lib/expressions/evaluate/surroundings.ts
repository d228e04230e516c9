import type { Expression, Super } from 'acorn';
import type { Evaluation } from './callable.ts';

/** The parameters of one call of an arrow; the outermost frame has none. */
export interface Frame {
  readonly evaluation: Evaluation;
  readonly slots: unknown[];
  readonly parent: Frame | null;
}

export type Closure = (frame: Frame) => unknown;

/** What compiling a part needs to know of its surroundings. */
export interface Surroundings {
  /** The text of the expression, for messages. */
  readonly source: string;
  /** Names of parameters, the innermost arrow first. */
  readonly names: readonly (readonly string[])[];
  /** Compiles a part; handed down, because expressions, calls and arrows hold each other. */
  readonly compile: (node: Expression | Super, around: Surroundings) => Closure;
}
