import { CircleCheck, CornerDownLeft, Filter, Globe, Wrench, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Messages } from '../i18n/catalogues.ts';
import { Badge } from '../ui/badge.tsx';
import { cn } from '../ui/cn.ts';

type Text = keyof Messages['landing'];

interface PictureNode {
  icon: LucideIcon;
  tile: string;
  name: Text;
  /** Code, the same in every language. */
  code: string;
  time: string;
  /** How far below the first card it lies on wide screens. */
  drop: string;
  /** How far the wire to the next card goes down, in px. */
  wireDown: number;
}

const nodes: readonly PictureNode[] = [
  {
    icon: Wrench,
    tile: 'bg-cat-trigger',
    name: 'nodeTool',
    code: 'search_issues',
    time: '0 ms',
    drop: 'md:mt-0',
    wireDown: 56,
  },
  {
    icon: Globe,
    tile: 'bg-cat-integration',
    name: 'nodeFetch',
    code: 'GET /repos/issues',
    time: '84 ms',
    drop: 'md:mt-14',
    wireDown: -40,
  },
  {
    icon: Filter,
    tile: 'bg-cat-data',
    name: 'nodeFilter',
    code: 'state === "open"',
    time: '1 ms',
    drop: 'md:mt-4',
    wireDown: 48,
  },
  {
    icon: CornerDownLeft,
    tile: 'bg-cat-output',
    name: 'nodeReturn',
    code: '{ count, issues }',
    time: '0 ms',
    drop: 'md:mt-16',
    wireDown: 0,
  },
];

/** The product in one look: a workflow on its canvas after a run. Made of the app's own tokens and parts. */
export function ProductPicture() {
  const t = useTranslations('landing');
  return (
    <figure
      aria-label={t('pictureLabel')}
      className="rounded-card border-line bg-surface shadow-dialog overflow-hidden border"
    >
      <div className="border-line flex h-11 items-center gap-2.5 border-b px-4">
        <span className="text-sm font-semibold">{t('pictureName')}</span>
        <Badge tone="success">
          <CircleCheck aria-hidden />
          {t('pictureLive')}
        </Badge>
        <code className="rounded-control bg-subtle text-muted ml-auto hidden truncate px-2 py-0.5 font-mono text-xs sm:block">
          /mcp/acme/issue-helper
        </code>
      </div>
      <ol className="bg-canvas flex flex-col gap-4 bg-[radial-gradient(var(--line-strong)_1px,transparent_1px)] bg-size-[20px_20px] p-6 md:flex-row md:items-start md:gap-0 md:px-8 md:py-10">
        {nodes.map((node, index) => (
          <li key={node.name} className={cn('flex items-center', node.drop, index < nodes.length - 1 && 'md:flex-1')}>
            <PictureCard node={node} />
            {index < nodes.length - 1 ? <PictureWire down={node.wireDown} /> : null}
          </li>
        ))}
      </ol>
      <p className="border-line text-muted flex flex-wrap items-center gap-x-3 gap-y-1 border-t px-4 py-2.5 text-xs">
        <CircleCheck aria-hidden className="text-success size-3.5" />
        <span>{t('pictureRun')}</span>
        <code className="text-ink font-mono">search_issues({'{ repo: "acme/web" }'})</code>
        <code className="text-faint font-mono">{'{ count: 3, issues: […] }'}</code>
        <span className="ml-auto">86 ms</span>
      </p>
    </figure>
  );
}

function PictureCard({ node: { icon: Icon, tile, name, code, time } }: { node: PictureNode }) {
  const t = useTranslations('landing');
  return (
    <div className="rounded-card border-line bg-surface w-full min-w-0 border p-2.5 md:w-48">
      <div className="flex items-center gap-2.5">
        <span className={cn('rounded-control text-surface flex size-7 shrink-0 items-center justify-center', tile)}>
          <Icon aria-hidden className="size-4" />
        </span>
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">{t(name)}</span>
          <span className="text-faint block truncate font-mono text-xs">{code}</span>
        </span>
      </div>
      <p className="text-success mt-2 flex items-center gap-1 text-xs">
        <CircleCheck aria-hidden className="size-3" />
        {time}
      </p>
    </div>
  );
}

function PictureWire({ down }: { down: number }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 40 20"
      preserveAspectRatio="none"
      className="hidden h-5 min-w-4 flex-1 overflow-visible md:block"
    >
      <path
        d={`M0 10C20 10 20 ${10 + down} 40 ${10 + down}`}
        fill="none"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
        className="stroke-success"
      />
    </svg>
  );
}
