import { cn } from './cn.ts';

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('animate-pulse-soft rounded-control bg-hover block', className)} />;
}
