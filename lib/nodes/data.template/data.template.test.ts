import { describe, expect, it } from 'vitest';
import { outputOf } from '#lib/runner/testing/run-node.ts';

describe('data.template', () => {
  it.each([
    ['Hi {{ input.name }}!', 'Hi Ada!'],
    ['{{ input.name }}', 'Ada'],
    ['{{ input.n }}', '7'],
    ['{{ input.none }}', ''],
    ['{{ null }}', ''],
    ['{{ input.list }}', '[1,2]'],
    [' {{ input.list }} and {{ input.none }}.', ' [1,2] and .'],
    ['plain', 'plain'],
    ['', ''],
  ])('%j is always a text', async (template, text) => {
    expect(await outputOf('data.template', { template }, { name: 'Ada', n: 7, list: [1, 2] })).toBe(text);
  });
});
