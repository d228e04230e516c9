import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

const badgeStyles = cva(
  'inline-flex h-5 max-w-full items-center gap-1 rounded-full px-2 text-xs font-medium whitespace-nowrap [&_svg]:size-3 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        neutral: 'border border-line bg-subtle text-muted',
        accent: 'bg-accent-subtle text-accent-text',
        success: 'bg-success-subtle text-success',
        running: 'bg-running-subtle text-running',
        warning: 'bg-warning-subtle text-warning',
        error: 'bg-error-subtle text-error',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

export type Tone = NonNullable<VariantProps<typeof badgeStyles>['tone']>;

/** A short label. Where it stands for a state, give it an icon as first child: colour alone says nothing. */
export function Badge({ className, tone, ...rest }: ComponentProps<'span'> & { tone?: Tone }) {
  return <span className={cn(badgeStyles({ tone }), className)} {...rest} />;
}
