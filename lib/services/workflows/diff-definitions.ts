import type { VersionChange } from '#lib/contracts/api/versions.ts';
import type { WorkflowDefinition, WorkflowEdge, WorkflowNode } from '#lib/contracts/definition.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { canonicalJson } from './definition-hash.ts';

type Fields = VersionChange['fields'];

/** What changed, element by element; positions, notes and layout are no change. */
export function diffDefinitions(from: WorkflowDefinition, to: WorkflowDefinition): VersionChange[] {
  const label = labels(from, to);
  const settings = diffFields(from.settings, to.settings, '');
  return [
    ...diffElements('node', from.nodes.map(meaningOf), to.nodes.map(meaningOf), (node) => node.name || node.key),
    ...diffElements('edge', from.edges, to.edges, label),
    ...(settings.length > 0
      ? [
          {
            kind: 'changed' as const,
            element: 'settings' as const,
            id: 'settings',
            label: 'Settings',
            fields: settings,
          },
        ]
      : []),
  ];
}

type NodeMeaning = Omit<WorkflowNode, 'position' | 'notes'>;

function meaningOf({ position: _position, notes: _notes, ...node }: WorkflowNode): NodeMeaning {
  return node;
}

/** An edge is called by the names of its ends. */
function labels(...definitions: WorkflowDefinition[]): (edge: WorkflowEdge) => string {
  const names = new Map(definitions.flatMap(({ nodes }) => nodes).map((node) => [node.id, node.name || node.key]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return ({ source, target }) => `${nameOf(source.node)} (${source.port}) → ${nameOf(target.node)}`;
}

function diffElements<T extends { id: string }>(
  element: 'node' | 'edge',
  from: readonly T[],
  to: readonly T[],
  label: (item: T) => string,
): VersionChange[] {
  const before = new Map(from.map((item) => [item.id, item]));
  const after = new Map(to.map((item) => [item.id, item]));
  const removed = from.filter(({ id }) => !after.has(id));
  const changes: VersionChange[] = removed.map((item) => ({
    kind: 'removed',
    element,
    id: item.id,
    label: label(item),
    fields: [],
  }));
  for (const item of to) {
    const old = before.get(item.id);
    const fields = old ? diffFields(old, item, '') : [];
    if (old && fields.length === 0) continue;
    changes.push({ kind: old ? 'changed' : 'added', element, id: item.id, label: label(item), fields });
  }
  return changes;
}

/** Differing places as JSON Pointers: into objects, while lists and plain values are compared as a whole. */
function diffFields(from: unknown, to: unknown, path: string): Fields {
  if (isJsonObject(from) && isJsonObject(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) =>
      diffFields(from[key], to[key], `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    );
  }
  return canonicalJson(from) === canonicalJson(to) && (from === undefined) === (to === undefined)
    ? []
    : [{ path, from: from ?? null, to: to ?? null }];
}
