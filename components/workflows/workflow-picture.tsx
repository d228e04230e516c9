import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import { cn } from '../ui/cn.ts';
import { miniGraph, miniSize } from './mini-graph.ts';

const tints: Record<string, string> = {
  trigger: 'fill-cat-trigger',
  logic: 'fill-cat-logic',
  data: 'fill-cat-data',
  integration: 'fill-cat-integration',
  ai: 'fill-cat-ai',
  human: 'fill-cat-human',
  output: 'fill-cat-output',
};

/** A small, decorative picture of a workflow. */
export function WorkflowPicture({
  definition,
  className,
}: {
  definition: Pick<WorkflowDefinition, 'nodes' | 'edges'>;
  className?: string;
}) {
  const graph = miniGraph(definition);
  return (
    <svg
      viewBox={graph.viewBox}
      aria-hidden
      className={cn('h-20 w-full', className)}
      preserveAspectRatio="xMidYMid meet"
    >
      {graph.wires.map((wire) => (
        <path key={wire.id} d={wire.path} fill="none" strokeWidth={1.2} className="stroke-line-strong" />
      ))}
      {graph.nodes.map((node) => (
        <g key={node.id} transform={`translate(${node.x} ${node.y})`}>
          <rect
            width={miniSize.width}
            height={miniSize.height}
            rx={4}
            className="fill-surface stroke-line-strong"
            strokeWidth={1}
          />
          <rect x={4} y={5} width={8} height={8} rx={2} className={tints[node.category] ?? 'fill-cat-output'} />
          <rect x={15} y={7.5} width={11} height={3} rx={1.5} className="fill-line-strong" />
        </g>
      ))}
    </svg>
  );
}
