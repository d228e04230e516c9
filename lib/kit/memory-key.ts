import { memoryKeySchema } from '#lib/contracts/api/memory.ts';
import { field } from './field.ts';

/** Where the memory of the workspace holds a value. */
export const memoryKeyField = field(memoryKeySchema, {
  title: 'Key',
  description: 'A name in the memory of the workspace.',
  'x-control': 'text',
  'x-placeholder': 'orders/{{ input.id }}',
  'x-order': 1,
});
