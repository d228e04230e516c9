import { Callable, type Evaluation } from '../callable.ts';
import { hint, say } from '#lib/shared/say.ts';
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
      if (!own(self)) throw new ExpressionError('expression_error', say('method_of', { name, owner: typeName }));
      evaluation.budget.work(size(self));
      return run(self, args, evaluation);
    });
  return new Map(Object.entries(runs).map(([name, run]) => [name, entry(name, run)]));
}

/** Methods that would change data: each fails and says what to do instead. */
export function readOnlyMethods(
  names: readonly string[],
  instead: 'hint_new_list' | 'hint_new_date' | 'hint_grown_set' | 'hint_grown_map',
): Record<string, () => never> {
  const refuse = (name: string) => (): never => {
    throw new ExpressionError('expression_error', hint(say('read_only', { name }), instead));
  };
  return Object.fromEntries(names.map((name) => [name, refuse(name)]));
}
