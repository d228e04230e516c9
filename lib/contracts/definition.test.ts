import { describe, expect, it } from 'vitest';
import {
  nodePolicySchema,
  retryPolicySchema,
  workflowDefinitionSchema,
  workflowSettingsSchema,
  type WorkflowDefinitionInput,
} from './definition.ts';

const definition = (change: object): unknown => ({ schemaVersion: 1, nodes: [], edges: [], ...change });
const node = (index: number): WorkflowDefinitionInput['nodes'][number] => ({
  id: `n${index}`,
  key: `n${index}`,
  type: 'data.set',
});
const edge = (index: number): WorkflowDefinitionInput['edges'][number] => ({
  id: `e${index}`,
  source: { node: 'n0', port: 'out' },
  target: { node: 'n1', port: 'in' },
});
const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown): boolean =>
  schema.safeParse(value).success;

describe('Limits of a definition', () => {
  it.each([
    ['nodes', 2_000, node],
    ['edges', 5_000, edge],
  ] as const)('%s: %d and no more', (kind, most, element) => {
    const many = (length: number) => definition({ [kind]: Array.from({ length }, (_, index) => element(index)) });
    expect(takes(workflowDefinitionSchema, many(most))).toBe(true);
    expect(takes(workflowDefinitionSchema, many(most + 1))).toBe(false);
  });
  it('an unknown schemaVersion is refused', () => {
    expect(takes(workflowDefinitionSchema, definition({}))).toBe(true);
    for (const schemaVersion of [0, 2, '1', undefined])
      expect(takes(workflowDefinitionSchema, definition({ schemaVersion }))).toBe(false);
  });
});

describe('Limits of time', () => {
  it('the timeoutMs of a run is 30 s by default, 1 h at most', () => {
    expect(workflowSettingsSchema.parse({}).timeoutMs).toBe(30_000);
    expect(takes(workflowSettingsSchema, { timeoutMs: 3_600_000 })).toBe(true);
    for (const timeoutMs of [3_600_001, 0, -1, 1.5]) expect(takes(workflowSettingsSchema, { timeoutMs })).toBe(false);
  });
  it('that of a node 15 min at most', () => {
    expect(takes(nodePolicySchema, { timeoutMs: 900_000 })).toBe(true);
    for (const timeoutMs of [900_001, 0]) expect(takes(nodePolicySchema, { timeoutMs })).toBe(false);
  });
});

describe('Limits of retries', () => {
  it('maxAttempts 10, maxBackoffMs 60 s', () => {
    expect(takes(retryPolicySchema, { maxAttempts: 10, backoffMs: 60_000, maxBackoffMs: 60_000 })).toBe(true);
    for (const retry of [{ maxAttempts: 11 }, { maxAttempts: 0 }, { maxBackoffMs: 60_001 }, { backoffMs: 60_001 }])
      expect(takes(retryPolicySchema, retry)).toBe(false);
  });
});
