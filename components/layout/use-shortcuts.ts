'use client';
import { useEffect, useRef } from 'react';

export interface Shortcut {
  /** `Mod+k` (Ctrl or Command), a single key such as `?`, or a sequence such as `g w`. */
  keys: string;
  run: () => void;
  /** Works while a field has the focus. */
  inFields?: boolean;
}

const SEQUENCE_MS = 1_000;

/** Listens for shortcuts while mounted. Single keys are left alone in fields and under open dialogs. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const mod = event.ctrlKey || event.metaKey;
      const sequence = first && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${event.key}` : event.key;
      const pressed = mod ? `Mod+${event.key.toLowerCase()}` : sequence;
      const busy = inField(event.target) || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
      const hit = current.current.find((shortcut) => shortcut.keys === pressed && (shortcut.inFields || !busy));
      first = mod || hit || busy ? null : { key: event.key, at: event.timeStamp };
      if (!hit) return;
      event.preventDefault();
      hit.run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}
