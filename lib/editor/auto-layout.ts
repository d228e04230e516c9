import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { Position } from './command.ts';

/** Card and gaps in canvas pixels. `rowHeight` leaves room for a card with three branch ports. */
export const cardSize = { width: 240, height: 84 } as const;
const columnGap = 80;
const rowGap = 44;
const sweeps = 4;

/**
 * Places all nodes in columns by their longest way from a start, rows ordered to cross few wires (barycentre sweeps).
 * Deterministic; about linear in nodes and edges. Positions lie on a 20 px grid. Cycles are tolerated: their back edges
 * are ignored.
 */
export function layoutPositions(definition: WorkflowDefinition): Map<string, Position> {
  const { nodes } = definition;
  const index = new Map(nodes.map((node, place) => [node.id, place]));
  const after: number[][] = nodes.map(() => []);
  const before: number[][] = nodes.map(() => []);
  for (const edge of definition.edges) {
    const from = index.get(edge.source.node);
    const to = index.get(edge.target.node);
    if (from === undefined || to === undefined || from === to) continue;
    after[from]!.push(to);
    before[to]!.push(from);
  }
  const columns = columnsOf(nodes, after, before);
  orderRows(columns, after, before);
  return place(nodes, columns, before);
}

function columnsOf(nodes: readonly WorkflowNode[], after: number[][], before: number[][]): number[][] {
  const open = before.map((list) => list.length);
  const depth = nodes.map(() => 0);
  const ready = nodes.flatMap((_, place) => (open[place] === 0 ? [place] : []));
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
  nodes.forEach((_, place) => {
    const column = done.has(place) ? depth[place]! : 0;
    (columns[column] ??= []).push(place);
  });
  return Array.from(columns, (column) => column ?? []);
}

function orderRows(columns: number[][], after: number[][], before: number[][]): void {
  const row = new Map<number, number>();
  const number = (column: number[]): void => column.forEach((node, place) => row.set(node, place));
  columns.forEach(number);
  const sortBy = (column: number[], neighbours: number[][]): void => {
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

/** Rows are centred on the mean of their predecessors, pushed down where cards would overlap. */
function place(nodes: readonly WorkflowNode[], columns: number[][], before: number[][]): Map<string, Position> {
  const positions = new Map<string, Position>();
  const top = new Map<number, number>();
  const step = cardSize.height + rowGap;
  columns.forEach((column, x) => {
    const wanted = column.map((node, row) => {
      const list = before[node]!.filter((from) => top.has(from));
      return list.length === 0 ? row * step : list.reduce((sum, from) => sum + top.get(from)!, 0) / list.length;
    });
    const spread = spreadOut(wanted, step);
    column.forEach((node, row) => {
      top.set(node, spread[row]!);
      positions.set(nodes[node]!.id, { x: snap(x * (cardSize.width + columnGap)), y: snap(spread[row]!) });
    });
  });
  return positions;
}

/** Keeps the order and the least distance; a crowded block stays centred around where its members wanted to be. */
function spreadOut(wanted: readonly number[], step: number): number[] {
  const result: number[] = [];
  let start = 0;
  while (start < wanted.length) {
    let end = start;
    let sum = wanted[start]!;
    let first = wanted[start]!;
    while (end + 1 < wanted.length && wanted[end + 1]! < first + (end + 1 - start) * step) {
      end += 1;
      sum += wanted[end]!;
      first = sum / (end - start + 1) - ((end - start) * step) / 2;
    }
    const floor = result.length > 0 ? result[result.length - 1]! + step : -Infinity;
    first = Math.max(first, floor);
    for (let row = start; row <= end; row += 1) result.push(first + (row - start) * step);
    start = end + 1;
  }
  return result;
}

function snap(value: number): number {
  return Math.round(value / 20) * 20;
}
