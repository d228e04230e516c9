import { z } from 'zod';
import { limits } from '#lib/contracts/limits.ts';
import { field } from './field.ts';

const DAY_MS = 86_400_000;

/** What a person is asked. */
export const questionField = (example: string) =>
  field(z.string().min(1).max(10_000), {
    title: 'Question',
    description: 'What the person reads.',
    'x-control': 'textarea',
    'x-placeholder': example,
    'x-order': 1,
  });

/** E-mail addresses of those who may answer. */
export const approversField = (description: string) =>
  field(z.array(z.string().min(1)).max(50), {
    title: 'Who may answer',
    description,
    'x-control': 'json',
    'x-order': 3,
  }).optional();

/** For how long a question is open, ms. */
export const answerTimeField = field(z.number().min(1).max(limits.waitMaxMs), {
  title: 'Time to answer (ms)',
  description: '30 days at most.',
  'x-control': 'number',
  'x-order': 4,
}).default(DAY_MS);
