import { CircleCheck, CornerDownLeft, Filter, Globe, Wrench, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Messages } from '../i18n/catalogues.ts';
import { Badge, cn } from '../ui/index.ts';

type Text = keyof Messages['landing'];

interface PictureNode {
  icon: LucideIcon;
  tile: string;
  name: Text;
  text: Text;
  time: string;
  /** Where the card lies, for wide screens. */
  place: string;
}

const nodes: readonly PictureNode[] = [
  { icon: Wrench, tile: 'bg-cat-trigger', name: 'nodeTool', text: 'nodeToolText', time: '0 ms', place: 'md:mt-0' },
  {
    icon: Globe,
    tile: 'bg-cat-integration',
    name: 'nodeFetch',
    text: 'nodeFetchText',
    time: '84 ms',
    place: 'md:mt-14',
  },
  { icon: Filter, tile: 'bg-cat-data', name: 'nodeFilter', text: 'nodeFilterText', time: '1 ms', place: 'md:mt-4' },
  {
    icon: CornerDownLeft,
    tile: 'bg-cat-output',
    name: 'nodeReturn',
    text: 'nodeReturnText',
    time: '0 ms',
    place: 'md:mt-16',
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
          <li key={node.name} className={cn('flex items-center md:min-w-0 md:flex-1', node.place)}>
            <PictureCard node={node} />
            {index < nodes.length - 1 ? (
              <svg
                aria-hidden
                viewBox="0 0 40 20"
                preserveAspectRatio="none"
                className="hidden h-5 min-w-4 flex-1 md:block"
              >
                <path
                  d="M0 10H40"
                  fill="none"
                  strokeWidth={1.5}
                  vectorEffect="non-scaling-stroke"
                  className="stroke-success"
                />
              </svg>
            ) : null}
          </li>
        ))}
      </ol>
    </figure>
  );
}

function PictureCard({ node: { icon: Icon, tile, name, text, time } }: { node: PictureNode }) {
  const t = useTranslations('landing');
  return (
    <div className="rounded-card border-line bg-surface w-full min-w-0 border p-2.5 md:w-44">
      <div className="flex items-center gap-2.5">
        <span className={cn('rounded-control text-surface flex size-7 shrink-0 items-center justify-center', tile)}>
          <Icon aria-hidden className="size-4" />
        </span>
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">{t(name)}</span>
          <span className="text-faint block truncate font-mono text-xs">{t(text)}</span>
        </span>
      </div>
      <p className="text-success mt-2 flex items-center gap-1 text-xs">
        <CircleCheck aria-hidden className="size-3" />
        {time}
      </p>
    </div>
  );
}
