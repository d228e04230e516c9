import type { z } from 'zod';
import { say, type Said } from '#lib/shared/say.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with a field of `value`, in words that the interface can say in its language. */
export function sayIssue(issue: Issue, value: unknown): Said | { message: string } {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(issue.path, value)
        ? say('field_required')
        : say('field_got', { expected: kindOf(issue.expected) });
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_value':
      return isMissing(issue.path, value)
        ? say('field_required')
        : say('field_enum', { options: issue.values.map(String) });
    case 'invalid_format':
      return format(issue.format, issue.message);
    case 'not_multiple_of':
      return say('field_multiple', { multiple: issue.divisor });
    case 'unrecognized_keys':
      return say('no_such_field');
    default:
      return { message: issue.message };
  }
}

function isMissing(path: readonly PropertyKey[], value: unknown): boolean {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return true;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at === undefined;
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): Said {
  const limit = Number(minimum);
  if (origin === 'string') return limit === 1 ? say('field_filled') : say('field_min_length', { limit });
  if (origin === 'array' || origin === 'set') return say('field_min_items', { limit });
  return inclusive === false ? say('field_above', { limit }) : say('field_minimum', { limit });
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodIssueTooBig): Said {
  const limit = Number(maximum);
  if (origin === 'string') return say('field_max_length', { limit });
  if (origin === 'array' || origin === 'set') return say('field_max_items', { limit });
  return inclusive === false ? say('field_below', { limit }) : say('field_maximum', { limit });
}

function format(name: string, message: string): Said | { message: string } {
  if (name === 'email') return say('field_email');
  if (name === 'url') return say('field_url');
  // Patterns of ours come with a sentence of their own, which says more than the pattern.
  return name === 'regex' ? { message } : say('field_format', { format: name });
}

const kinds: Readonly<Record<string, string>> = { string: 'text', int: 'integer', array: 'list', record: 'object' };

function kindOf(expected: string): string {
  return kinds[expected] ?? expected;
}
