import type { Evaluation } from '../callable.ts';
import { toText } from '../coerce.ts';
import { methodTable } from './method-table.ts';

/** What plain objects (and booleans) can do. */
export const objectMethods = methodTable<object | boolean>(
  'objects',
  (value): value is object | boolean => (typeof value === 'object' && value !== null) || typeof value === 'boolean',
  () => 0,
  {
    hasOwnProperty: (object: object | boolean, [key]: readonly unknown[], e: Evaluation) =>
      Object.hasOwn(Object(object) as object, toText(key, e)),
    toString: (object: object | boolean, _args: readonly unknown[], e: Evaluation) => toText(object, e),
    valueOf: (object: object | boolean) => object,
  },
);
