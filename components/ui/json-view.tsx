'use client';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { cn } from './cn.ts';
import { fileFacts } from '#lib/shared/file-reference.ts';
import { CopyButton } from './copy-button.tsx';
import { FileChip } from './file-chip.tsx';
import { beginningOf, childrenOf, countChildren, previewOf } from './json-preview.ts';

interface JsonViewProps {
  value: unknown;
  /** How many levels are open at first. */
  openLevels?: number;
  /** The copy button's name; null: no button. */
  copyLabel?: string | null;
  className?: string;
}

/**
 * A value as a tree of text. Nothing in it is interpreted: no links, no markup, no images. However large it is, only so
 * much of it is drawn as was asked for.
 */
export function JsonView({ value, openLevels = 2, copyLabel, className }: JsonViewProps) {
  const t = useTranslations('ui');
  return (
    <div className={cn('rounded-control border-line bg-subtle relative border', className)}>
      <div className="max-h-112 overflow-auto p-2.5 pr-11 font-mono text-xs leading-5">
        <JsonNode value={value} openLevels={openLevels} />
      </div>
      {copyLabel === null ? null : (
        <CopyButton
          text={() => copyTextOf(value)}
          label={copyLabel ?? t('copy')}
          className="bg-subtle absolute top-1.5 right-1.5"
        />
      )}
    </div>
  );
}

function copyTextOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'undefined');
}

const PAGE = 100;
/** Letters of a text that are shown at first, and what is added at a time. */
const FIRST_LETTERS = 2_000;
const MORE_LETTERS = 20_000;

function JsonNode({ name, value, openLevels }: { name?: string; value: unknown; openLevels: number }) {
  const t = useTranslations('ui');
  const [open, setOpen] = useState(openLevels > 0);
  const [shown, setShown] = useState(PAGE);
  const count = countChildren(value);
  const file = fileFacts(value);
  if (file) {
    return (
      <div className="pl-4">
        <Name name={name} />
        <FileChip file={file} />
      </div>
    );
  }
  if (count === null || count === 0) {
    return (
      <div className="pl-4 break-words whitespace-pre-wrap">
        <Name name={name} />
        <Scalar value={value} />
      </div>
    );
  }
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="hover:bg-hover flex w-full min-w-0 items-center gap-0.5 rounded-sm text-left"
      >
        <ChevronRight
          aria-hidden
          className={cn('text-faint size-3.5 shrink-0 transition-transform', open && 'rotate-90')}
        />
        <span className="truncate">
          <Name name={name} />
          <span className="text-faint">{previewOf(value)}</span>
        </span>
      </button>
      {open ? (
        <div className="border-line ml-[7px] border-l pl-2">
          {childrenOf(value, shown).map(([key, child]) => (
            <JsonNode key={key} name={key} value={child} openLevels={openLevels - 1} />
          ))}
          {count > shown ? (
            <button
              type="button"
              className="text-accent-text pl-4 hover:underline"
              onClick={() => setShown(shown + PAGE)}
            >
              {t('showMore', { count: count - shown })}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <>
      <span className="text-ink">{name}</span>
      <span className="text-faint">: </span>
    </>
  );
}

function Scalar({ value }: { value: unknown }) {
  if (typeof value === 'string') return <TextScalar text={value} />;
  if (typeof value === 'number') return <span className="text-running">{String(value)}</span>;
  if (typeof value === 'boolean') return <span className="text-warning">{String(value)}</span>;
  return <span className="text-faint">{previewOf(value)}</span>;
}

/** A text, its beginning first. */
function TextScalar({ text }: { text: string }) {
  const t = useTranslations('ui');
  const [shown, setShown] = useState(FIRST_LETTERS);
  const part = beginningOf(text, shown);
  const left = text.length - part.length;
  if (left === 0) return <span className="text-success">{JSON.stringify(text)}</span>;
  return (
    <>
      <span className="text-success">{JSON.stringify(part).slice(0, -1)}</span>
      <span className="text-faint">… </span>
      <button
        type="button"
        className="text-accent-text rounded-sm font-sans hover:underline"
        onClick={() => setShown(shown + MORE_LETTERS)}
      >
        {t('showMoreText', { more: Math.min(left, MORE_LETTERS), left })}
      </button>
    </>
  );
}
