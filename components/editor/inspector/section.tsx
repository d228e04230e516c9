'use client';
import { ChevronRight } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';

/** A titled part of a panel; with `folded` it can be opened and closed. */
export function Section({ title, folded, children }: { title: string; folded?: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(folded !== true);
  const id = useId();
  return (
    <section className="border-line border-t px-4 py-3">
      <h3 className="text-muted text-xs font-medium">
        {folded === undefined ? (
          title
        ) : (
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
            className="hover:bg-hover hover:text-ink -mx-1 flex w-full items-center gap-1 rounded-sm px-1 py-0.5 text-left"
          >
            <ChevronRight aria-hidden className={cn('size-3.5 transition-transform', open && 'rotate-90')} />
            {title}
          </button>
        )}
      </h3>
      {open ? (
        <div id={id} className="mt-3 flex flex-col gap-4">
          {children}
        </div>
      ) : null}
    </section>
  );
}
