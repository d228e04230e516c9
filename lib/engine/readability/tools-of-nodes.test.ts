import { expect, it } from 'vitest';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import { toolsOfNodes } from './tools-of-nodes.ts';

const { nodes } = workflowDefinitionSchema.parse({
  schemaVersion: 1,
  nodes: [
    { id: 'a', key: 'find', type: 'trigger.tool', config: { name: 'find', description: 'Finds', inputSchema: {} } },
    { id: 'b', key: 'drop', type: 'trigger.tool', config: { name: 'drop', description: 'Drops', outputSchema: {} } },
    { id: 'c', key: 'off', type: 'trigger.tool', disabled: true, config: { name: 'off' } },
    { id: 'd', key: 'broken', type: 'trigger.tool', config: { name: 7 } },
    { id: 'e', key: 'end', type: 'core.return', config: { value: 1 } },
  ],
  edges: [],
});

it('reads the tools of a draft, however unfinished', () => {
  expect(toolsOfNodes(nodes)).toEqual([
    { nodeId: 'a', name: 'find', description: 'Finds', inputSchema: {} },
    { nodeId: 'b', name: 'drop', description: 'Drops', inputSchema: undefined, outputSchema: {} },
    { nodeId: 'd', name: '', description: '', inputSchema: undefined },
  ]);
});

it('reads a live server as it shows them', () => {
  const face = { name: 'find_orders', title: 'Find', description: 'Finds orders', inputSchema: { type: 'object' } };
  const shown = toolsOfNodes(
    nodes,
    new Map([
      ['find', face],
      ['drop', null],
    ]),
  );
  expect(shown.map(({ nodeId }) => nodeId)).toEqual(['a', 'd']);
  expect(shown[0]).toEqual({ nodeId: 'a', ...face });
});
