'use client';
import { useCallback, useRef, useState } from 'react';
import type { RecordedExchange } from '#lib/client/playground/recorded-fetch.ts';

const MOST = 50;

/** What went over the wire of all connections of this page, in its order. */
export function useExchanges() {
  const [exchanges, setExchanges] = useState<readonly RecordedExchange[]>([]);
  const last = useRef(0);
  /** For one connection, whose exchanges count from 1: where in the page's order they stand. */
  const recorder = useCallback(() => {
    const before = last.current;
    return (exchange: RecordedExchange): void => {
      const seen = { ...exchange, id: before + exchange.id };
      last.current = Math.max(last.current, seen.id);
      setExchanges((all) =>
        [...all.filter(({ id }) => id !== seen.id), seen].sort((one, other) => one.id - other.id).slice(-MOST),
      );
    };
  }, []);
  const forget = useCallback(() => setExchanges([]), []);
  return { exchanges, recorder, forget };
}
