'use client';
import {
  Ban,
  Box,
  Braces,
  Clock,
  Code,
  CornerDownLeft,
  Database,
  Filter,
  GitBranch,
  GitFork,
  GitMerge,
  Globe,
  Hand,
  MessageSquare,
  OctagonX,
  Pencil,
  Play,
  Plug,
  Repeat,
  Reply,
  Route,
  Shuffle,
  Signpost,
  Sparkles,
  Split,
  SquareCode,
  SquarePlay,
  TriangleAlert,
  Undo2,
  UserCheck,
  Variable,
  Webhook,
  Wrench,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import { cn } from '#components/ui/cn.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';

/** Icons that node types name. One that is not here is drawn as a box. */
const icons: Readonly<Record<string, LucideIcon>> = {
  ban: Ban,
  box: Box,
  braces: Braces,
  clock: Clock,
  code: Code,
  'code-2': Code,
  'code-xml': Code,
  'corner-down-left': CornerDownLeft,
  database: Database,
  filter: Filter,
  'git-branch': GitBranch,
  'git-fork': GitFork,
  'git-merge': GitMerge,
  globe: Globe,
  hand: Hand,
  merge: GitMerge,
  'message-square': MessageSquare,
  'octagon-x': OctagonX,
  pencil: Pencil,
  play: Play,
  plug: Plug,
  repeat: Repeat,
  reply: Reply,
  route: Route,
  shuffle: Shuffle,
  signpost: Signpost,
  sparkles: Sparkles,
  split: Split,
  'square-code': SquareCode,
  'square-play': SquarePlay,
  'triangle-alert': TriangleAlert,
  'undo-2': Undo2,
  'user-check': UserCheck,
  variable: Variable,
  webhook: Webhook,
  wrench: Wrench,
  zap: Zap,
};

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
  const Icon = icons[type?.icon ?? ''] ?? Box;
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
