import type { WorkflowDefinition, WorkflowEdge, WorkflowNode } from '#lib/contracts/definition.ts';

/** One difference that a person can read. `fields` names the places of a changed node. */
export interface DefinitionChange {
  kind: 'added' | 'removed' | 'changed';
  element: 'node' | 'edge' | 'settings';
  id: string;
  label: string;
  fields: { path: string; from: unknown; to: unknown }[];
}

/** What changed from one definition to another. Positions, groups and notes do not count: they change nothing. */
export function diffDefinitions(from: WorkflowDefinition, to: WorkflowDefinition): DefinitionChange[] {
  const labels = new Map([...from.nodes, ...to.nodes].map((node) => [node.id, labelOf(node)]));
  return [
    ...diffList('node', from.nodes, to.nodes, labelOf, (node) => nodeFields(node, labels)),
    ...diffList('edge', from.edges, to.edges, (edge) => edgeLabel(edge, labels), edgeFields),
    ...diffSettings(from, to),
  ];
}

const labelOf = (node: WorkflowNode): string => node.name || node.key;

function edgeLabel(edge: WorkflowEdge, labels: ReadonlyMap<string, string>): string {
  const port = edge.source.port === 'out' ? '' : ` (${edge.source.port})`;
  return `${labels.get(edge.source.node) ?? edge.source.node}${port} → ${labels.get(edge.target.node) ?? edge.target.node}`;
}

function diffList<T extends { id: string }>(
  element: 'node' | 'edge',
  from: readonly T[],
  to: readonly T[],
  label: (entry: T) => string,
  fieldsOf: (entry: T) => Map<string, unknown>,
): DefinitionChange[] {
  const before = new Map(from.map((entry) => [entry.id, entry]));
  const after = new Map(to.map((entry) => [entry.id, entry]));
  const changes: DefinitionChange[] = [];
  for (const entry of to) {
    const old = before.get(entry.id);
    if (!old) changes.push({ kind: 'added', element, id: entry.id, label: label(entry), fields: [] });
    else {
      const fields = diffFields(fieldsOf(old), fieldsOf(entry));
      if (fields.length > 0) changes.push({ kind: 'changed', element, id: entry.id, label: label(entry), fields });
    }
  }
  for (const entry of from) {
    if (!after.has(entry.id)) changes.push({ kind: 'removed', element, id: entry.id, label: label(entry), fields: [] });
  }
  return changes;
}

function nodeFields(node: WorkflowNode, labels: ReadonlyMap<string, string>): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(node.config)) fields.set(`config.${name}`, value);
  const { name, key, type, version, disabled, notes, policy } = node;
  const parentId = node.parentId && (labels.get(node.parentId) ?? node.parentId);
  for (const [field, value] of Object.entries({ name, key, type, version, disabled, notes, policy, parentId })) {
    if (value !== undefined && value !== null) fields.set(field, value);
  }
  return fields;
}

function edgeFields(edge: WorkflowEdge): Map<string, unknown> {
  return new Map([
    ['source', `${edge.source.node}.${edge.source.port}`],
    ['target', `${edge.target.node}.${edge.target.port}`],
  ]);
}

function diffSettings(from: WorkflowDefinition, to: WorkflowDefinition): DefinitionChange[] {
  const fields = diffFields(new Map(Object.entries(from.settings)), new Map(Object.entries(to.settings)));
  return fields.length === 0
    ? []
    : [{ kind: 'changed', element: 'settings', id: 'settings', label: 'settings', fields }];
}

function diffFields(from: ReadonlyMap<string, unknown>, to: ReadonlyMap<string, unknown>): DefinitionChange['fields'] {
  const names = new Set([...from.keys(), ...to.keys()]);
  return [...names]
    .filter((name) => canonical(from.get(name)) !== canonical(to.get(name)))
    .map((path) => ({ path, from: from.get(path), to: to.get(path) }));
}

/** JSON with sorted keys: two values are equal when their texts are. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
        : member,
    ) ?? ''
  );
}
