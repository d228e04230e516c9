import { useEffect, useRef, type KeyboardEvent } from 'react';

const fieldOf = 'input, textarea, [contenteditable=true], button[role=combobox]';

/** Keeps the focus where a person works in a list: in a row that was added or moved. Rows carry `data-row`. */
export function useListFocus() {
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const row = list.current?.querySelector(`[data-row="${wanted.current}"]`);
    const target = row?.querySelector<HTMLElement>(fieldOf);
    if (!target) return;
    wanted.current = null;
    target.focus();
  });
  const focusRow = (index: number): void => {
    wanted.current = index;
  };
  /** Alt with an arrow key moves the row that has the focus. */
  const onMoveKey = (event: KeyboardEvent, index: number, count: number, onMove: (to: number) => void): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    const to = index + (event.key === 'ArrowUp' ? -1 : 1);
    if (to < 0 || to >= count) return;
    event.preventDefault();
    onMove(to);
  };
  return { list, focusRow, onMoveKey };
}
