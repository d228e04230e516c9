import { expect, it } from 'vitest';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { connectableFrom, connectionRefusal } from './connection-rules.ts';
import { nodeOutPorts } from './ports.ts';
import { aDefinition, aNode, describeTest } from './testing/fixtures.ts';

/** Two lines from the start that meet, a loop with a body, and a node that nothing leads to. */
function drawn(): WorkflowDefinition {
  const inside = { parentId: 'loop' };
  return aDefinition(
    [
      aNode('start', 'start'),
      aNode('left', 'set'),
      aNode('right', 'set'),
      aNode('both', 'set'),
      aNode('loop', 'each', { config: { items: '{{ steps.both }}' } }),
      aNode('first', 'set', inside),
      aNode('second', 'set', inside),
      aNode('alone', 'set'),
    ],
    ['start -> left', 'start -> right', 'left -> both', 'right -> both', 'both -> loop', 'first -> second'],
  );
}

it('lists for every port exactly the nodes to which no rule refuses a wire', () => {
  const definition = drawn();
  let listed = 0;
  for (const node of definition.nodes) {
    for (const { name: port } of [...nodeOutPorts(node, describeTest), { name: 'nothing like it' }]) {
      const source = { node: node.id, port };
      const allowed = definition.nodes.filter(
        ({ id }) => connectionRefusal(definition, describeTest, source, { node: id, port: 'in' }) === null,
      );
      expect({ source, to: connectableFrom(definition, describeTest, source) }).toEqual({ source, to: allowed });
      listed += allowed.length;
    }
  }
  expect(listed).toBeGreaterThan(10);
  expect(connectableFrom(definition, describeTest, { node: 'nobody', port: 'out' })).toEqual([]);
});
