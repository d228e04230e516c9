'use client';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { cn } from './cn.ts';
import { fileFacts } from '#lib/shared/file-reference.ts';
import { CopyButton } from './copy-button.tsx';
import { FileChip } from './file-chip.tsx';
import { entriesOf, previewOf } from './json-preview.ts';

interface JsonViewProps {
  value: unknown;
  /** How many levels are open at first. */
  openLevels?: number;
  /** The copy button's name; null: no button. */
  copyLabel?: string | null;
  className?: string;
}

/** A value as a tree of text. Nothing in it is interpreted: no links, no markup, no images. */
export function JsonView({ value, openLevels = 2, copyLabel, className }: JsonViewProps) {
  const t = useTranslations('ui');
  return (
    <div className={cn('rounded-control border-line bg-subtle relative border', className)}>
      <div className="max-h-112 overflow-auto p-2.5 pr-11 font-mono text-xs leading-5">
        <JsonNode value={value} openLevels={openLevels} />
      </div>
      {copyLabel === null ? null : (
        <CopyButton
          text={copyTextOf(value)}
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

function JsonNode({ name, value, openLevels }: { name?: string; value: unknown; openLevels: number }) {
  const t = useTranslations('ui');
  const [open, setOpen] = useState(openLevels > 0);
  const [shown, setShown] = useState(PAGE);
  const entries = entriesOf(value);
  const file = fileFacts(value);
  if (file) {
    return (
      <div className="pl-4">
        <Name name={name} />
        <FileChip file={file} />
      </div>
    );
  }
  if (!entries || entries.length === 0) {
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
          {entries.slice(0, shown).map(([key, child]) => (
            <JsonNode key={key} name={key} value={child} openLevels={openLevels - 1} />
          ))}
          {entries.length > shown ? (
            <button
              type="button"
              className="text-accent-text pl-4 hover:underline"
              onClick={() => setShown(shown + PAGE)}
            >
              {t('showMore', { count: entries.length - shown })}
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
  if (typeof value === 'string') return <span className="text-success">{JSON.stringify(value)}</span>;
  if (typeof value === 'number') return <span className="text-running">{String(value)}</span>;
  if (typeof value === 'boolean') return <span className="text-warning">{String(value)}</span>;
  return <span className="text-faint">{previewOf(value)}</span>;
}
