import { cn } from './cn.ts';

/** Keys of a shortcut, written as `Ctrl+K`. */
export function Kbd({ keys, inverted = false }: { keys: string; inverted?: boolean }) {
  return (
    <span className="inline-flex items-center gap-0.5">
      {keys.split('+').map((key) => (
        <kbd
          key={key}
          className={cn(
            'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-[11px] leading-none',
            inverted ? 'border-current/40 text-current' : 'border-line bg-subtle text-muted',
          )}
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
