import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** What went wrong with the form as a whole. */
export function FormAlert({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <p role="alert" className="rounded-control bg-error-subtle text-error flex items-start gap-2 p-2.5 text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
