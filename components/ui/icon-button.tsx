'use client';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { Button, type ButtonProps } from './button.tsx';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'size' | 'asChild'> {
  /** Its accessible name, shown as the tooltip too. */
  label: string;
  size?: 'sm' | 'md';
  /** A shortcut shown in the tooltip. */
  shortcut?: string;
  side?: ComponentProps<typeof Tooltip>['side'];
  children: ReactNode;
}

/** A square button with an icon; the name is never missing. */
export function IconButton({
  label,
  size = 'md',
  shortcut,
  side,
  className,
  variant = 'ghost',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut} side={side}>
      <Button
        aria-label={label}
        variant={variant}
        className={cn('p-0', size === 'sm' ? 'size-7' : 'size-8', className)}
        {...rest}
      />
    </Tooltip>
  );
}
