import { describe, expect, it, vi } from 'vitest';
import { NodeFailure } from './node-executor.ts';

describe('NodeFailure', () => {
  it('is known across copies of its module, as bundlers make them', async () => {
    vi.resetModules();
    const copy = await import('./node-executor.ts');
    expect(copy.NodeFailure).not.toBe(NodeFailure);
    expect(new copy.NodeFailure('outbound_refused', 'No')).toBeInstanceOf(NodeFailure);
  });

  it.each([null, 'NodeFailure', new Error('x'), { name: 'NodeFailure', code: 'timeout' }])('is not %s', (value) => {
    expect(value instanceof NodeFailure).toBe(false);
  });
});
