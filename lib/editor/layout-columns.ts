const sweeps = 4;

/** Nodes (by number) in columns by their longest way from a start; what lies on a cycle goes into the first. */
export function columnsOf(count: number, after: readonly number[][], before: readonly number[][]): number[][] {
  const open = before.map((list) => list.length);
  const depth = Array.from({ length: count }, () => 0);
  const ready = depth.flatMap((_, place) => (open[place] === 0 ? [place] : []));
  const done = new Set<number>();
  for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
    done.add(next);
    for (const to of after[next]!) {
      depth[to] = Math.max(depth[to]!, depth[next]! + 1);
      open[to]! -= 1;
      if (open[to] === 0) ready.push(to);
    }
  }
  const columns: number[][] = [];
  depth.forEach((own, place) => {
    const column = done.has(place) ? own : 0;
    (columns[column] ??= []).push(place);
  });
  return Array.from(columns, (column) => column ?? []);
}

/** Orders each column by the mean of its neighbours' rows, there and back a few times. */
export function orderRows(columns: number[][], after: readonly number[][], before: readonly number[][]): void {
  const row = new Map<number, number>();
  const number = (column: number[]): void => column.forEach((node, place) => row.set(node, place));
  columns.forEach(number);
  const sortBy = (column: number[], neighbours: readonly number[][]): void => {
    const centre = (node: number): number => {
      const list = neighbours[node]!;
      return list.length === 0 ? row.get(node)! : list.reduce((sum, next) => sum + row.get(next)!, 0) / list.length;
    };
    const keyed = column.map((node) => [node, centre(node)] as const).sort((a, b) => a[1] - b[1]);
    keyed.forEach(([node], place) => (column[place] = node));
    number(column);
  };
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (const column of columns.slice(1)) sortBy(column, before);
    for (const column of columns.slice(0, -1).reverse()) sortBy(column, after);
  }
}
