import { nearestName } from '../parse/names.ts';
import { Opaque, type Callable, type Evaluation } from './callable.ts';
import { hint, say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';
import { dateMethods } from './methods/date.ts';
import { listMethods } from './methods/list.ts';
import { mapMethods, setMethods } from './methods/collection.ts';
import { numberMethods } from './methods/number.ts';
import { objectMethods } from './methods/object.ts';
import { stringMethods } from './methods/string.ts';
import { isSecretName } from './secret-names.ts';

type Methods = ReadonlyMap<string, Callable>;

/**
 * A member of a present value: an own property of data, or a standard method of its type. Everything else is
 * `undefined`, `constructor` and `__proto__` too. An unknown member of `steps`, `vars`, `run`, `loops` is an error.
 */
export function getMember(value: unknown, key: string | number, evaluation: Evaluation): unknown {
  switch (typeof value) {
    case 'object':
      return objectMember(value as object, key, evaluation);
    case 'string':
      return typeof key === 'number' || key === 'length' || isIndex(key)
        ? (value as never)[key]
        : stringMethods.get(key);
    case 'number':
      return numberMethods.get(String(key));
    case 'boolean':
      return objectMethods.get(String(key));
    default:
      return undefined;
  }
}

function isIndex(key: string): boolean {
  return /^(?:0|[1-9]\d{0,8})$/.test(key);
}

function objectMember(value: object, key: string | number, evaluation: Evaluation): unknown {
  if (value instanceof Opaque) return value.member(String(key));
  if (Object.hasOwn(value, key)) return (value as Record<string | number, unknown>)[key];
  const { scope } = evaluation;
  const name = String(key);
  if (value === scope.steps) return stepOutput(name, evaluation);
  if (value === scope.vars) return unknownVariable(name, scope.vars);
  if (value === scope.run) return unknownMember('no_such_run_member', name, scope.run);
  if (value === scope.loops) return unknownMember('no_such_loop', name, scope.loops);
  if (name === 'size' && (value instanceof Set || value instanceof Map)) return value.size;
  return methodsOf(value).get(name);
}

function methodsOf(value: object): Methods {
  if (Array.isArray(value)) return listMethods;
  if (value instanceof Date) return dateMethods;
  if (value instanceof Set) return setMethods;
  if (value instanceof Map) return mapMethods;
  return objectMethods;
}

function stepOutput(key: string, { scope }: Evaluation): undefined {
  if (scope.upstream === undefined) return unknownMember('no_such_step', key, scope.steps);
  if (scope.upstream(key)) return undefined;
  const near = nearestName(key, Object.keys(scope.steps));
  const said = say('step_not_before', { name: key });
  throw new ExpressionError('expression_error', near === undefined ? said : hint(said, 'hint_step_near', { near }));
}

function unknownVariable(name: string, vars: object): never {
  if (!isSecretName(vars, name)) return unknownMember('no_such_variable', name, vars);
  throw new ExpressionError('expression_error', hint(say('variable_is_secret', { name }), 'hint_secret_braces'));
}

function unknownMember(
  what: 'no_such_step' | 'no_such_variable' | 'no_such_run_member' | 'no_such_loop',
  name: string,
  among: object,
): never {
  const near = nearestName(name, Object.keys(among));
  const said = say(what, { name: name.slice(0, 64) });
  throw new ExpressionError('expression_error', near === undefined ? said : hint(said, 'hint_name_near', { near }));
}
