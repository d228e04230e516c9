import { cn } from './cn.ts';

interface MeterProps {
  /** The accessible name. */
  label: string;
  used: number;
  limit: number;
  /** The figures in words, read out instead of a percentage. */
  text: string;
}

/** From this part on it is time to do something. */
const NEARLY_FULL = 0.8;

/** How much of a share is used, as a bar. */
export function Meter({ label, used, limit, text }: MeterProps) {
  const part = limit === 0 ? 1 : Math.min(1, used / limit);
  const tone = part >= 1 ? 'bg-error' : part >= NEARLY_FULL ? 'bg-warning' : 'bg-accent';
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(limit, used)}
      aria-valuenow={used}
      aria-valuetext={text}
      className="bg-hover h-2 w-full overflow-hidden rounded-full"
    >
      <div className={cn('h-full rounded-full', tone)} style={{ width: `${part * 100}%` }} />
    </div>
  );
}
