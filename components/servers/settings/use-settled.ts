'use client';
import { useEffect, useState } from 'react';

const QUIET_MS = 400;

/** A value once it has not changed for a moment; for questions that are not asked at each key. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as T), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
