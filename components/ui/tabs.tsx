'use client';
import { Tabs as Primitive } from 'radix-ui';
import { useEffect, useRef, type ComponentProps } from 'react';
import { cn } from './cn.ts';

export const Tabs = Primitive.Root;

/** Where it is too narrow for all its tabs it scrolls, and the chosen one is always in view. */
export function TabsList({ className, ...rest }: ComponentProps<typeof Primitive.List>) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = list;
    if (!current) return;
    const show = () => showChosen(current);
    show();
    const observer = new MutationObserver(show);
    observer.observe(current, { subtree: true, attributeFilter: ['data-state'] });
    return () => observer.disconnect();
  }, []);
  return (
    <Primitive.List
      ref={list}
      className={cn('border-line relative flex gap-4 overflow-x-auto border-b', className)}
      {...rest}
    />
  );
}

/** Scrolls the list alone, and by no more than it takes; a little of the next tab shows that there is one. */
function showChosen(list: HTMLElement): void {
  const chosen = list.querySelector<HTMLElement>('[data-state=active]');
  if (!chosen) return;
  const margin = 32;
  const start = chosen.offsetLeft - margin;
  const end = chosen.offsetLeft + chosen.offsetWidth + margin;
  if (start < list.scrollLeft) list.scrollLeft = start;
  else if (end > list.scrollLeft + list.clientWidth) list.scrollLeft = end - list.clientWidth;
}

export function TabsTrigger({ className, ...rest }: ComponentProps<typeof Primitive.Trigger>) {
  return (
    <Primitive.Trigger
      className={cn(
        'text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink -mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-0.5 text-sm font-medium transition-colors focus-visible:-outline-offset-2',
        className,
      )}
      {...rest}
    />
  );
}

export function TabsContent({ className, ...rest }: ComponentProps<typeof Primitive.Content>) {
  return <Primitive.Content className={cn('pt-3', className)} {...rest} />;
}
