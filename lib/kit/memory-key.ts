import { z } from 'zod';
import { field } from './field.ts';

/** The name under which the memory of the workspace holds a value. */
export const memoryKeyField = field(
  z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u),
  {
    title: 'Key',
    description: 'A name in the memory of the workspace.',
    'x-control': 'text',
    'x-placeholder': 'orders/{{ input.id }}',
    'x-order': 1,
  },
);
