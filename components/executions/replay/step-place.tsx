'use client';
import { useTranslations } from 'next-intl';
import { cn } from '../../ui/index.ts';

interface Props {
  place: { nodeId: string; key: string; iteration?: readonly number[] | undefined };
  names: ReadonlyMap<string, string>;
  className?: string;
}

/** A step by its node's name, with key and item. */
export function StepPlace({ place, names, className }: Props) {
  const t = useTranslations('execution');
  const name = names.get(place.nodeId);
  return (
    <span className={cn('flex min-w-0 items-baseline gap-2', className)}>
      {name && name !== place.key ? <span className="truncate font-medium">{name}</span> : null}
      <code className={cn('truncate font-mono', name && name !== place.key ? 'text-faint text-xs' : 'font-medium')}>
        {place.key}
      </code>
      {place.iteration ? (
        <span className="text-muted shrink-0 text-xs">{t('item', { index: place.iteration.join('.') })}</span>
      ) : null}
    </span>
  );
}
