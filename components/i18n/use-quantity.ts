'use client';
import { useFormatter } from 'next-intl';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1_024;

/** A number in the reader's language. */
export function useNumberText(): (value: number) => string {
  const format = useFormatter();
  return (value) => format.number(value);
}

/** A number of bytes in the largest unit that leaves at least 1. */
export function useByteText(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    let unit = 0;
    let value = bytes;
    while (value >= STEP && unit < units.length - 1) {
      value /= STEP;
      unit++;
    }
    return format.number(value, {
      style: 'unit',
      unit: units[unit]!,
      unitDisplay: 'short',
      maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
    });
  };
}
