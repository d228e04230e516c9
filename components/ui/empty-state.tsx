import type { ReactNode } from 'react';
import { cn } from './cn.ts';

interface EmptyStateProps {
  icon: ReactNode;
  title: ReactNode;
  description: ReactNode;
  action?: ReactNode;
  /** The heading's level: 1 where this is the whole page. */
  level?: 1 | 2;
  className?: string;
  children?: ReactNode;
}

/** What this place is for, and the one thing to do next. */
export function EmptyState({ icon, title, description, action, level = 2, className, children }: EmptyStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={cn('mx-auto flex max-w-lg flex-col items-center px-4 py-14 text-center', className)}>
      <div
        aria-hidden
        className="rounded-card border-line bg-subtle text-muted mb-4 flex size-11 items-center justify-center border [&_svg]:size-5"
      >
        {icon}
      </div>
      <Heading className="text-lg font-semibold">{title}</Heading>
      <p className="text-muted mt-1 text-sm text-balance">{description}</p>
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
      {children}
    </div>
  );
}
