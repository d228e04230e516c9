'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Step } from '#lib/contracts/execution.ts';
import { Button, cn, Duration, IconButton, SegmentedControl } from '../ui/index.ts';
import { elementText } from './loop-elements.ts';
import { StatusIcon } from './status-badge.tsx';
import { countItems, isTrouble, type Entry, type LoopItem } from './step-tree.ts';
import { TimelineRow } from './timeline-row.tsx';
import { useLoopElements } from './use-loop-elements.ts';

const pageSize = 50;

interface LoopItemsProps {
  executionId: string;
  /** The loop's own record. */
  loop: Step | null;
  items: readonly LoopItem[];
  depth: number;
  /** Draws what ran for an item. */
  children: (entries: readonly Entry[], depth: number) => React.ReactNode;
}

/** The items of a loop, a page at a time; each opens to its steps. */
export function LoopItems({ executionId, loop, items, depth, children }: LoopItemsProps) {
  const t = useTranslations('execution');
  const [show, setShow] = useState<'all' | 'failed'>('all');
  const [page, setPage] = useState(0);
  const { elements, isLarge, loading, load } = useLoopElements(executionId, loop);
  const { failed } = countItems(items);
  const shown = show === 'failed' ? items.filter(isTrouble) : items;
  const last = Math.max(0, Math.ceil(shown.length / pageSize) - 1);
  const at = Math.min(page, last);
  const from = at * pageSize;
  const part = shown.slice(from, from + pageSize);
  return (
    <div>
      {failed > 0 || last > 0 || isLarge ? (
        <div className="flex flex-wrap items-center gap-2 py-1" style={{ paddingLeft: `${8 + depth * 14}px` }}>
          {failed > 0 && items.length > 1 ? (
            <SegmentedControl
              label={t('whichItems')}
              value={show}
              onValueChange={(next) => {
                setShow(next);
                setPage(0);
              }}
              options={[
                { value: 'all', label: t('allItems') },
                { value: 'failed', label: t('failedItems', { count: failed }) },
              ]}
            />
          ) : null}
          {isLarge ? (
            <Button size="sm" busy={loading} onClick={load}>
              {t('showElements')}
            </Button>
          ) : null}
          {last > 0 ? (
            <span className="text-muted ml-auto flex items-center text-xs tabular-nums">
              {t('itemRange', { from: from + 1, to: from + part.length, all: shown.length })}
              <IconButton size="sm" label={t('previousItems')} disabled={at === 0} onClick={() => setPage(at - 1)}>
                <ChevronLeft aria-hidden />
              </IconButton>
              <IconButton size="sm" label={t('nextItems')} disabled={at === last} onClick={() => setPage(at + 1)}>
                <ChevronRight aria-hidden />
              </IconButton>
            </span>
          ) : null}
        </div>
      ) : null}
      <ul>
        {part.map((item) => (
          <ItemRow
            key={item.index}
            item={item}
            element={elements && item.index < elements.length ? elementText(elements[item.index]) : null}
            depth={depth}
            openAtFirst={items.length === 1}
          >
            {children}
          </ItemRow>
        ))}
      </ul>
    </div>
  );
}

interface ItemRowProps extends Pick<LoopItemsProps, 'depth' | 'children'> {
  item: LoopItem;
  /** What the item is, in a line; null if that is not known. */
  element: string | null;
  openAtFirst: boolean;
}

function ItemRow({ item, element, depth, openAtFirst, children }: ItemRowProps) {
  const t = useTranslations('execution');
  const [open, setOpen] = useState(openAtFirst);
  return (
    <li>
      <TimelineRow selected={false} depth={depth} expanded={open} onSelect={() => setOpen(!open)}>
        <ChevronRight
          aria-hidden
          className={cn('text-faint size-3.5 shrink-0 transition-transform', open && 'rotate-90')}
        />
        <StatusIcon status={item.status} />
        <span className="shrink-0">{t('item', { index: item.index })}</span>
        {element === null ? null : (
          <span title={element} className="text-muted min-w-0 truncate font-mono text-xs">
            {element}
          </span>
        )}
        <Duration ms={item.durationMs} className="text-faint ml-auto shrink-0 text-xs" />
      </TimelineRow>
      {open ? children(item.entries, depth + 1) : null}
    </li>
  );
}
