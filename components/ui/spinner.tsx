import { LoaderCircle } from 'lucide-react';
import { cn } from './cn.ts';

/** Decorative; the element around it says what is going on. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn('size-4 animate-spin', className)} />;
}
