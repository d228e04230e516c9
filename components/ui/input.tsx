'use client';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export const controlStyles =
  'w-full rounded-control border border-line bg-surface text-sm text-ink transition-colors hover:border-line-strong focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 focus-visible:outline-accent disabled:opacity-60 aria-invalid:border-error aria-invalid:outline-error';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(controlStyles, 'h-8 px-2.5', className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(controlStyles, 'min-h-18 px-2.5 py-1.5', className)} {...rest} />;
}
