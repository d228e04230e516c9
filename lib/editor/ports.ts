import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType, NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { portsOf } from '#lib/engine/ports.ts';

/** A port out, as the card draws it. */
export interface OutPort {
  name: string;
  label: string | null;
  kind: 'out' | 'error';
}

/** The ports out of a type with this config, in the order in which they are drawn; the error port is last. */
export function outPortsOf(type: NodeTypeDescription, config: Readonly<Record<string, unknown>>): OutPort[] {
  const labels = new Map(
    type.ports.out.flatMap((rule) => ('each' in rule || !rule.label ? [] : [[rule.name, rule.label]])),
  );
  return portsOf(type, config).map((name) => ({
    name,
    label: labels.get(name) ?? (name === 'out' ? null : name),
    kind: type.ports.error && name === 'error' ? 'error' : 'out',
  }));
}

/** The ports out of a node; a node of an unknown type has none. */
export function nodeOutPorts(node: WorkflowNode, describe: DescribeNodeType): OutPort[] {
  const type = describe(node.type, node.version);
  return type ? outPortsOf(type, node.config) : [];
}

export function hasInPort(node: WorkflowNode, describe: DescribeNodeType): boolean {
  return describe(node.type, node.version)?.ports.in ?? true;
}
