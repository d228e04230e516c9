'use client';
import type { ReactNode } from 'react';
import { Checkbox, Label, SegmentedControl, Skeleton } from '../ui/index.ts';

export interface AllOrSomeProps {
  /** Those that are chosen; null: all. */
  value: string[] | null;
  onValueChange: (value: string[] | null) => void;
  error: string | undefined;
}

interface Choices {
  texts: { title: string; all: string; some: string; none: string };
  /** What there is to choose from; undefined while it is loaded or cannot be. */
  items: readonly { id: string; label: ReactNode }[] | undefined;
  isPending: boolean;
}

/** All of a list, those that come later included, or some of it. */
export function AllOrSome({ value, onValueChange, error, ...choices }: AllOrSomeProps & Choices) {
  const { texts } = choices;
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{texts.title}</legend>
      <SegmentedControl
        label={texts.title}
        value={value === null ? 'all' : 'some'}
        options={[
          { value: 'all', label: texts.all },
          { value: 'some', label: texts.some },
        ]}
        onValueChange={(choice) => onValueChange(choice === 'all' ? null : (value ?? []))}
      />
      {value === null ? null : <Some {...choices} value={value} onValueChange={onValueChange} />}
      {error ? (
        <p role="alert" className="text-error mt-1.5 text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function Some({
  value,
  onValueChange,
  texts,
  items,
  isPending,
}: Choices & { value: string[]; onValueChange: (value: string[]) => void }) {
  if (isPending) return <Skeleton className="mt-2 h-16" />;
  if (!items || items.length === 0) return <p className="text-muted mt-2 text-xs">{texts.none}</p>;
  return (
    <div className="rounded-control border-line mt-2 flex max-h-40 flex-col gap-2 overflow-y-auto border p-2.5">
      {items.map(({ id, label }) => (
        <Label key={id} className="flex items-center gap-2 font-normal">
          <Checkbox
            checked={value.includes(id)}
            onCheckedChange={(on) =>
              onValueChange(on === true ? [...value, id] : value.filter((other) => other !== id))
            }
          />
          {label}
        </Label>
      ))}
    </div>
  );
}
