import { describe, expect, it } from 'vitest';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { newId } from '#lib/shared/ids.ts';
import { serversOf } from './servers-of.ts';

const [one, two] = [newId(), newId()];

function aDeployment(workflowId: string, version: number, status: Deployment['status']): Deployment {
  return {
    id: newId(),
    workflowId,
    version,
    status,
    url: 'http://127.0.0.1:3001/mcp/acme/x',
    tools: [],
    prompts: [],
    resources: [],
    contract: null,
    message: '',
    createdAt: '2026-11-20T10:00:00.000Z',
    deployedAt: null,
  };
}

describe('serversOf', () => {
  it('shows one row a workflow: the live one, else the one stopped last', () => {
    const stoppedFirst = aDeployment(one, 1, 'stopped');
    const live = aDeployment(one, 2, 'active');
    const stoppedEarlier = aDeployment(two, 1, 'stopped');
    const stoppedLater = aDeployment(two, 2, 'stopped');
    const rows = serversOf([stoppedLater, live, stoppedEarlier, stoppedFirst], []);
    expect(rows.map((row) => [row.deployment.id, row.name])).toEqual([
      [live.id, null],
      [stoppedLater.id, null],
    ]);
  });
});
