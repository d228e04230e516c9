'use client';
import { Box } from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { nodeIcons } from './node-icons.ts';

const tints: Readonly<Record<NodeTypeDescription['category'], string>> = {
  trigger: 'bg-cat-trigger/12 text-cat-trigger',
  logic: 'bg-cat-logic/12 text-cat-logic',
  data: 'bg-cat-data/12 text-cat-data',
  integration: 'bg-cat-integration/12 text-cat-integration',
  ai: 'bg-cat-ai/12 text-cat-ai',
  human: 'bg-cat-human/12 text-cat-human',
  output: 'bg-cat-output/12 text-cat-output',
};

/** The tinted tile that stands for a node type; unknown types get a neutral one. */
export function NodeIcon({ type, small = false }: { type: NodeTypeDescription | undefined; small?: boolean }) {
  const Icon = nodeIcons[type?.icon ?? ''] ?? Box;
  return (
    <span
      aria-hidden
      className={cn(
        'rounded-control flex shrink-0 items-center justify-center',
        small ? 'size-6 [&_svg]:size-3.5' : 'size-7 [&_svg]:size-4',
        type ? tints[type.category] : 'bg-subtle text-muted',
      )}
    >
      <Icon strokeWidth={1.75} />
    </span>
  );
}
