import type { DescribeNodeType, NodeTypeDescription, PortRule } from '#lib/contracts/node-type.ts';

function described(
  type: string,
  role: NodeTypeDescription['role'],
  out: PortRule[],
  error = false,
): NodeTypeDescription {
  return {
    type,
    version: 1,
    title: type,
    description: '',
    category: 'data',
    icon: 'box',
    role,
    effect: 'pure',
    ports: { in: role !== 'trigger', out, error },
    policy: { retry: true, timeout: true },
    configSchema: { type: 'object' },
    defaults: {},
    docs: '',
    aiDescription: '',
    keywords: [],
  };
}

/** A node type of each role, for tests of the engine alone. */
const descriptions = [
  described('start', 'trigger', [{ name: 'out' }]),
  described('act', 'action', [{ name: 'out' }], true),
  described('if', 'action', [{ name: 'true' }, { name: 'false' }]),
  described('switch', 'action', [{ each: 'cases', name: 'name' }, { name: 'fallback' }]),
  described('merge', 'merge', [{ name: 'out' }]),
  described('return', 'return', []),
  described('fail', 'fail', []),
];

export const describeTestType: DescribeNodeType = (type, version) =>
  descriptions.find((one) => one.type === type && one.version === version);
