import type { ReactNode } from 'react';

/** One remark about a run, above its steps. */
export function NoticeLine({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className="rounded-card border-line bg-surface mb-4 flex items-start gap-2 border px-4 py-2.5 text-sm">
      {icon}
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}
