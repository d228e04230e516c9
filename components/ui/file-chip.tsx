'use client';
import { Download, File as FileIcon } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { createContext, useContext } from 'react';
import type { FileFacts } from '#lib/shared/file-reference.ts';
import { isId } from '#lib/shared/ids.ts';
import { cn } from './cn.ts';

/** Where the bytes of a file can be had; null where nobody may ask. */
export const FileAddressContext = createContext<((fileId: string) => string) | null>(null);

const units = ['byte', 'kilobyte', 'megabyte'] as const;

/** A file by name and size, with a download where there is one. Its content is never shown here. */
export function FileChip({ file, className }: { file: FileFacts; className?: string }) {
  const t = useTranslations('ui');
  const format = useFormatter();
  const addressOf = useContext(FileAddressContext);
  const power = Math.max(0, Math.min(2, Math.floor(Math.log10(Math.max(1, file.size)) / 3)));
  const size = format.number(file.size / 1000 ** power, {
    style: 'unit',
    unit: units[power]!,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
  return (
    <span
      data-file-chip
      className={cn(
        'rounded-control border-line bg-surface text-ink inline-flex max-w-full items-center gap-1.5 border px-1.5 py-0.5 align-middle font-sans text-xs',
        className,
      )}
    >
      <FileIcon aria-hidden className="text-muted size-3.5 shrink-0" />
      <bdi className="min-w-0 truncate" title={`${file.name} (${file.mimeType})`}>
        {file.name}
      </bdi>
      <span className="text-faint shrink-0">{size}</span>
      {addressOf && isId(file.id) ? (
        <a
          href={addressOf(file.id)}
          download={file.name}
          aria-label={t('download', { name: file.name })}
          className="text-muted hover:bg-hover hover:text-ink -my-0.5 -mr-1 grid size-6 shrink-0 place-items-center rounded-sm"
        >
          <Download aria-hidden className="size-3.5" />
        </a>
      ) : null}
    </span>
  );
}
