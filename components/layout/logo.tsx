import { cn } from '../ui/cn.ts';

/** The mark: two nodes and the wire that leads from one to the other. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={cn('size-6', className)}>
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path
        d="M8 8.5h3.5a2 2 0 0 1 2 2v3a2 2 0 0 0 2 2H16"
        fill="none"
        strokeWidth="1.8"
        className="stroke-accent-fg"
      />
      <circle cx="7.2" cy="8.5" r="2.2" className="fill-accent-fg" />
      <circle cx="16.8" cy="15.5" r="2.2" className="fill-accent-fg" />
    </svg>
  );
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2 text-base font-semibold tracking-tight', className)}>
      <LogoMark />
      Toolwright
    </span>
  );
}
