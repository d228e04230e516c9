import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';

/** The way from a page to the list that it is of. */
export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="text-muted hover:text-ink mb-2 inline-flex items-center gap-1 rounded-sm text-xs">
      <ArrowLeft aria-hidden className="size-3.5" />
      {children}
    </Link>
  );
}
