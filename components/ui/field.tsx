'use client';
import { CircleAlert } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { cn } from './cn.ts';
import { Label } from './label.tsx';

/** What a control inside a field must carry. */
export interface FieldControlProps {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps {
  label: ReactNode;
  /** Help below the control; an error takes its place. */
  help?: ReactNode;
  error?: ReactNode;
  /** Beside the label, on the right. */
  aside?: ReactNode;
  className?: string;
  children: (control: FieldControlProps) => ReactNode;
}

/** Label above, control, help below; an error replaces the help and is tied to the control. */
export function Field({ label, help, error, aside, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? help;
  return (
    <div className={cn('flex flex-col gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-2">
        <Label htmlFor={id}>{label}</Label>
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': note ? noteId : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note ? (
        <p
          id={noteId}
          role={error ? 'alert' : undefined}
          className={cn('flex items-start gap-1 text-xs', error ? 'text-error' : 'text-muted')}
        >
          {error ? <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" /> : null}
          <span className="min-w-0 break-words">{note}</span>
        </p>
      ) : null}
    </div>
  );
}
