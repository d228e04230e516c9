'use client';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/index.ts';

interface RowActionsProps {
  index: number;
  count: number;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** Up, down, away: the buttons of one row of a list. */
export function RowActions({ index, count, onMove, onRemove }: RowActionsProps) {
  const t = useTranslations('editor.fields');
  return (
    <div className="flex shrink-0 items-center">
      <IconButton
        size="sm"
        label={t('moveUp')}
        shortcut="Alt+↑"
        disabled={index === 0}
        onClick={() => onMove(index - 1)}
      >
        <ArrowUp aria-hidden />
      </IconButton>
      <IconButton
        size="sm"
        label={t('moveDown')}
        shortcut="Alt+↓"
        disabled={index === count - 1}
        onClick={() => onMove(index + 1)}
      >
        <ArrowDown aria-hidden />
      </IconButton>
      <IconButton size="sm" label={t('remove')} onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
