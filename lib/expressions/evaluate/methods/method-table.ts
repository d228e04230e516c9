import { Callable, type Evaluation } from '../callable.ts';
import { ExpressionError } from '../expression-error.ts';

export type MethodRun<Self> = (self: Self, args: readonly unknown[], evaluation: Evaluation) => unknown;

/**
 * The methods of one type. `own` narrows the value that a method is called on: a method taken off its value and
 * called alone fails. `size` is what a call goes through at least, for the budget.
 */
export function methodTable<Self>(
  typeName: string,
  own: (value: unknown) => value is Self,
  size: (self: Self) => number,
  runs: Readonly<Record<string, MethodRun<Self>>>,
): ReadonlyMap<string, Callable> {
  const entry = (name: string, run: MethodRun<Self>): Callable =>
    new Callable(name, (args, evaluation, self) => {
      if (!own(self)) throw new ExpressionError('expression_error', `${name} is a method of ${typeName}.`);
      evaluation.budget.work(size(self));
      return run(self, args, evaluation);
    });
  return new Map(Object.entries(runs).map(([name, run]) => [name, entry(name, run)]));
}

/** Methods that would change data: each fails and says what to do instead. */
export function readOnlyMethods(names: readonly string[], hint: string): Record<string, () => never> {
  const refuse = (name: string) => (): never => {
    throw new ExpressionError(
      'expression_error',
      `${name} would change data, which is read-only in expressions.`,
      hint,
    );
  };
  return Object.fromEntries(names.map((name) => [name, refuse(name)]));
}
