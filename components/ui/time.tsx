'use client';
import { useFormatter, useNow } from 'next-intl';

/** What the clocks of browser and server may differ by, in milliseconds: so little in the future is "now". */
const CLOCK_SKEW_MS = 60_000;

/** "3 minutes ago" or "in 2 days", with the exact moment on hover. `value` is RFC 3339. */
export function RelativeTime({ value, className }: { value: string; className?: string }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: 30_000 });
  const date = new Date(value);
  const exact = format.dateTime(date, { dateStyle: 'medium', timeStyle: 'medium' });
  const ahead = date.getTime() - now.getTime();
  const shown = ahead > 0 && ahead < CLOCK_SKEW_MS ? now : date;
  return (
    <time dateTime={value} title={exact} className={className} suppressHydrationWarning>
      {format.relativeTime(shown, now)}
    </time>
  );
}

/** The exact moment in the reader's language and zone. `value` is RFC 3339. */
export function ExactTime({ value, className }: { value: string; className?: string }) {
  const format = useFormatter();
  return (
    <time dateTime={value} className={className} suppressHydrationWarning>
      {format.dateTime(new Date(value), { dateStyle: 'medium', timeStyle: 'medium' })}
    </time>
  );
}

/** A duration in milliseconds as `12 ms`, `1.4 s`, `3 min 5 s`. */
export function Duration({ ms, className }: { ms: number | null; className?: string }) {
  const format = useFormatter();
  if (ms === null) return <span className={className}>–</span>;
  const unit = (value: number, name: 'millisecond' | 'second' | 'minute', digits = 0) =>
    format.number(value, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits });
  const text =
    ms < 1_000
      ? unit(ms, 'millisecond', ms < 10 ? 1 : 0)
      : ms < 60_000
        ? unit(ms / 1_000, 'second', 1)
        : `${unit(Math.floor(ms / 60_000), 'minute')} ${unit(Math.round((ms % 60_000) / 1_000), 'second')}`;
  return <span className={className}>{text}</span>;
}
