/** Ids of the selected nodes, edges, groups and notes. The same object as long as nothing changes. */
export type Selection = ReadonlySet<string>;

export const nothingSelected: Selection = new Set();

export function selectionOf(ids: Iterable<string>, previous: Selection = nothingSelected): Selection {
  const next = new Set(ids);
  if (next.size === previous.size && [...next].every((id) => previous.has(id))) return previous;
  return next;
}

/** The selection without ids that no longer exist. */
export function keepExisting(selection: Selection, exists: (id: string) => boolean): Selection {
  return selectionOf(
    [...selection].filter((id) => exists(id)),
    selection,
  );
}
