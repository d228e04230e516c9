'use client';
import { cn } from './cn.ts';
import { CopyButton } from './copy-button.tsx';

interface CodeBlockProps {
  code: string;
  /** What is copied, as the copy button's name. */
  copyLabel?: string;
  className?: string;
  wrap?: boolean;
}

/** Text in mono with a copy button. The text is shown as it is, never interpreted. */
export function CodeBlock({ code, copyLabel, className, wrap = false }: CodeBlockProps) {
  return (
    <div className={cn('rounded-control border-line bg-subtle relative border', className)}>
      <pre
        tabIndex={0}
        className={cn(
          'text-ink max-h-96 overflow-auto p-3 pr-11 font-mono text-xs leading-5',
          wrap && 'break-all whitespace-pre-wrap',
        )}
      >
        <code>{code}</code>
      </pre>
      <CopyButton
        text={code}
        {...(copyLabel ? { label: copyLabel } : {})}
        className="bg-subtle absolute top-1.5 right-1.5"
      />
    </div>
  );
}
