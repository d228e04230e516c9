import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import { cardSize } from './card-size.ts';
import type { Position } from './command.ts';
import { bodiesOf, bodyInset, boxOf, containerBoxes, isContainer } from './containers.ts';
import { columnsOf, orderRows } from './layout-columns.ts';

const columnGap = 80;
const rowGap = 44;

interface Size {
  width: number;
  height: number;
}
/** The nodes of one level, placed from 0, 0 on, and how much room they take. */
interface Level extends Size {
  places: ReadonlyMap<string, Position>;
}

/**
 * Places all nodes in columns by their longest way from a start, rows ordered to cross few wires (barycentre sweeps);
 * bodies of containers first, then the containers among the rest. Deterministic; about linear in nodes and edges.
 * Positions lie on a 20 px grid. Cycles are tolerated: their back edges are ignored.
 */
export function layoutPositions(definition: WorkflowDefinition, describe: DescribeNodeType): Map<string, Position> {
  const bodies = bodiesOf(definition);
  const known = new Set(definition.nodes.map((node) => node.id));
  const levels = new Map<string, Level>();
  const sizeOf = (node: WorkflowNode, path: ReadonlySet<string>): Size => {
    const body = isContainer(node, describe) && !path.has(node.id) ? bodies.get(node.id) : undefined;
    if (!body) {
      const empty = { ...definition, layout: undefined, nodes: [{ ...node, position: { x: 0, y: 0 } }], edges: [] };
      return isContainer(node, describe)
        ? boxOf(node, containerBoxes(empty, describe), describe)
        : { width: cardSize.width, height: Math.max(cardSize.height, boxOf(node, new Map(), describe).height - 4) };
    }
    const level = levelOf(body, new Set(path).add(node.id));
    levels.set(node.id, level);
    const { left, right, top, bottom } = bodyInset;
    return { width: Math.max(340, left + level.width + right), height: Math.max(240, top + level.height + bottom) };
  };
  const levelOf = (nodes: readonly WorkflowNode[], path: ReadonlySet<string>): Level =>
    place(
      nodes,
      nodes.map((node) => sizeOf(node, path)),
      definition,
    );
  const outer = definition.nodes.filter((node) => !node.parentId || !known.has(node.parentId));
  const positions = new Map<string, Position>();
  const put = (level: Level, at: Position): void => {
    for (const [id, place] of level.places) {
      const position = { x: at.x + place.x, y: at.y + place.y };
      positions.set(id, position);
      const inner = levels.get(id);
      if (inner) put(inner, { x: position.x + bodyInset.left, y: position.y + bodyInset.top });
    }
  };
  put(levelOf(outer, new Set()), { x: 0, y: 0 });
  return positions;
}

/** Rows are centred on the mean of their predecessors, pushed down where cards would overlap. */
function place(nodes: readonly WorkflowNode[], sizes: readonly Size[], { edges }: WorkflowDefinition): Level {
  const index = new Map(nodes.map((node, number) => [node.id, number]));
  const after: number[][] = nodes.map(() => []);
  const before: number[][] = nodes.map(() => []);
  for (const edge of edges) {
    const from = index.get(edge.source.node);
    const to = index.get(edge.target.node);
    if (from === undefined || to === undefined || from === to) continue;
    after[from]!.push(to);
    before[to]!.push(from);
  }
  const columns = columnsOf(nodes.length, after, before);
  orderRows(columns, after, before);
  const places = new Map<string, Position>();
  const top = new Map<number, number>();
  let x = 0;
  for (const column of columns) {
    const steps = column.map((node) => sizes[node]!.height + rowGap);
    let row = 0;
    const wanted = column.map((node, number) => {
      const list = before[node]!.filter((from) => top.has(from));
      const own = list.length === 0 ? row : list.reduce((sum, from) => sum + top.get(from)!, 0) / list.length;
      row += steps[number]!;
      return own;
    });
    spreadOut(wanted, steps).forEach((y, number) => {
      top.set(column[number]!, y);
      places.set(nodes[column[number]!]!.id, { x: snap(x), y: snap(y) });
    });
    x += Math.max(0, ...column.map((node) => sizes[node]!.width)) + columnGap;
  }
  return fromOrigin(nodes, sizes, places);
}

/** Moves a level so that nothing lies left of 0 or, inside a container, above it; measures it. */
function fromOrigin(nodes: readonly WorkflowNode[], sizes: readonly Size[], places: Map<string, Position>): Level {
  const inside = nodes.some((node) => node.parentId);
  const top = inside ? Math.min(0, ...[...places.values()].map((place) => place.y)) : 0;
  for (const place of places.values()) place.y -= top;
  const reach = (of: (place: Position, size: Size) => number): number =>
    Math.max(0, ...nodes.map((node, number) => of(places.get(node.id)!, sizes[number]!)));
  return { places, width: reach(({ x }, size) => x + size.width), height: reach(({ y }, size) => y + size.height) };
}

/** Keeps the order and the least distances; a crowded block stays centred around where its members wanted to be. */
function spreadOut(wanted: readonly number[], steps: readonly number[]): number[] {
  const result: number[] = [];
  let start = 0;
  while (start < wanted.length) {
    let end = start;
    let offset = 0;
    let sum = wanted[start]!;
    let first = sum;
    while (end + 1 < wanted.length && wanted[end + 1]! < first + offset + steps[end]!) {
      offset += steps[end]!;
      end += 1;
      sum += wanted[end]! - offset;
      first = sum / (end - start + 1);
    }
    const floor = start > 0 ? result[start - 1]! + steps[start - 1]! : -Infinity;
    first = Math.max(first, floor);
    for (let row = start; row <= end; row += 1) {
      result.push(first);
      first += steps[row]!;
    }
    start = end + 1;
  }
  return result;
}

function snap(value: number): number {
  return Math.round(value / 20) * 20;
}
