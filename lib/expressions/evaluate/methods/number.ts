import type { Evaluation } from '../callable.ts';
import { toOptionalNumber } from '../coerce.ts';
import { numberFormat } from './international.ts';
import { methodTable } from './method-table.ts';

export const numberMethods = methodTable<number>(
  'numbers',
  (value) => typeof value === 'number',
  () => 0,
  {
    toFixed: (number, [digits], e) => number.toFixed(toOptionalNumber(digits, e)),
    toPrecision: (number, [digits], e) => number.toPrecision(toOptionalNumber(digits, e)),
    toExponential: (number, [digits], e) => number.toExponential(toOptionalNumber(digits, e)),
    toString: (number: number, [radix]: readonly unknown[], e: Evaluation) =>
      number.toString(toOptionalNumber(radix, e)),
    toLocaleString: (number: number, [locale, options]: readonly unknown[]) =>
      numberFormat(locale, options).format(number),
    valueOf: (number: number) => number,
  },
);
