'use client';
import { Download, ListTree } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useByteText } from '../i18n/use-quantity.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useClient } from '../layout/workspace-context.tsx';
import { Button, JsonView, Skeleton } from '../ui/index.ts';
import { useValuePieces, useWholeValue, type ValuePlace } from './use-large-value.ts';

/** Up to this size a list or an object is loaded whole and shown as a tree at once. */
const WHOLE_BYTES = 256 * 1024;

/** A value that is too large to come with its run: its beginning, more of it when asked for, all of it as a file. */
export function LargeValue({ place, copyLabel }: { place: ValuePlace; copyLabel: string }) {
  const { query, texts, size, isText } = useValuePieces(place);
  const [asTree, setAsTree] = useState(false);
  const wanted = !isText && size !== null && (asTree || size <= WHOLE_BYTES);
  const whole = useWholeValue(place, wanted);
  const failed = query.error ?? whole.error;
  if (failed) {
    return <QueryError error={failed} onRetry={() => void (query.error ? query.refetch() : whole.refetch())} />;
  }
  if (size === null || (wanted && !whole.data)) return <Skeleton aria-busy className="h-40 w-full" />;
  return (
    <div className="flex flex-col gap-2">
      <ValueHead place={place} size={size} onTree={isText || wanted ? null : () => setAsTree(true)} />
      {wanted && whole.data ? (
        <JsonView value={whole.data.value} copyLabel={copyLabel} openLevels={1} />
      ) : (
        <Pieces
          texts={texts}
          busy={query.isFetchingNextPage}
          onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
        />
      )}
    </div>
  );
}

function ValueHead({ place, size, onTree }: { place: ValuePlace; size: number; onTree: (() => void) | null }) {
  const t = useTranslations('execution');
  const client = useClient();
  const byteText = useByteText();
  return (
    <p className="flex flex-wrap items-center gap-2 text-sm">
      <span className="text-muted mr-auto">{t('largeValue', { size: byteText(size) })}</span>
      {onTree ? (
        <Button size="sm" onClick={onTree}>
          <ListTree aria-hidden />
          {t('showTree')}
        </Button>
      ) : null}
      <Button size="sm" asChild>
        <a href={client.valueAddress(place)} download>
          <Download aria-hidden />
          {t('downloadValue')}
        </a>
      </Button>
    </p>
  );
}

function Pieces({ texts, busy, onMore }: { texts: readonly string[]; busy: boolean; onMore: (() => void) | null }) {
  const t = useTranslations('execution');
  return (
    <div className="rounded-control border-line bg-subtle max-h-112 overflow-auto border p-2.5">
      {texts.map((text, at) => (
        <span key={at} className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">
          {text}
        </span>
      ))}
      {onMore ? (
        <>
          <span className="text-faint font-mono text-xs">…</span>
          <Button size="sm" className="mt-2 flex" busy={busy} onClick={onMore}>
            {t('showMorePart')}
          </Button>
        </>
      ) : null}
    </div>
  );
}
