import { z } from 'zod';
import { field } from './field.ts';

/** The list that a node works on. Anything but a list is a step error that names the value's type. */
export const itemsField = field(z.array(z.unknown()), {
  title: 'List',
  description: 'The elements to work on.',
  'x-control': 'expression',
  'x-placeholder': '{{ steps.fetch.body }}',
  'x-order': 1,
});
