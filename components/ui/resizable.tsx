'use client';
import type { ComponentProps } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { cn } from './cn.ts';

/**
 * Panels that the user resizes (numbers are pixels, texts percentages). `usePanelLayout(id)` gives the group the two
 * props with which it remembers its sizes in this browser.
 */
export function ResizableGroup({ className, ...rest }: ComponentProps<typeof Group>) {
  return <Group className={cn('size-full', className)} {...rest} />;
}

export const ResizablePanel = Panel;

export function ResizableHandle({ className, ...rest }: ComponentProps<typeof Separator>) {
  return (
    <Separator
      className={cn(
        'bg-line focus-visible:bg-accent data-[separator=active]:bg-accent data-[separator=hover]:bg-line-strong transition-colors focus-visible:outline-none aria-[orientation=horizontal]:h-px aria-[orientation=vertical]:w-px',
        className,
      )}
      {...rest}
    />
  );
}

const noStorage = { getItem: () => null, setItem: () => undefined };

export function usePanelLayout(id: string, panelIds?: string[]) {
  return useDefaultLayout({
    id,
    panelIds,
    storage: typeof window === 'undefined' ? noStorage : window.localStorage,
    onlySaveAfterUserInteractions: true,
  });
}
