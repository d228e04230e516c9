'use client';
import type { Step } from '#lib/contracts/execution.ts';
import { cn } from '../ui/index.ts';
import { useNodeTypes } from '../workflows/use-node-types.ts';

interface StepNameProps {
  step: Step;
  /** The node's name, if it is known and has one. */
  name: string | undefined;
}

/** A step by its node's name, with the key beside it; by the key alone where there is no name. The type is the tooltip. */
export function StepName({ step, name }: StepNameProps) {
  const type = useNodeTypes().data?.find((each) => each.type === step.type)?.title ?? step.type;
  const muted = step.status === 'skipped' && 'text-faint';
  if (!name || name === step.key) {
    return (
      <span title={type} className={cn('truncate font-mono font-medium', muted)}>
        {step.key}
      </span>
    );
  }
  return (
    <>
      <span title={type} className={cn('truncate font-medium', muted)}>
        {name}
      </span>
      <span className="text-faint truncate font-mono text-xs">{step.key}</span>
    </>
  );
}
