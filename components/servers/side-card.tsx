import type { ReactNode } from 'react';

/** A small box beside the main column: a title, perhaps a button, and what it is about. */
export function SideCard({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="rounded-card border-line bg-surface border p-3.5">
      <div className="mb-2 flex min-h-7 items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}
