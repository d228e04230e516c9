'use client';
import { SquareArrowOutUpRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { pathOf } from '#components/layout/navigation.ts';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { Button, Input, Select } from '#components/ui/index.ts';
import type { ControlProps } from './field-props.ts';
import { useCallableWorkflows, useCallee } from './use-callee.ts';

/** Chooses another workflow of the workspace. */
export function WorkflowField({ value, onChange, id, describedBy, invalid, readOnly }: ControlProps) {
  const t = useTranslations('editor.callee');
  const { workspace } = useWorkspaceView();
  const { items, isPending } = useCallableWorkflows();
  const chosen = typeof value === 'string' && value !== '' ? value : undefined;
  const known = chosen === undefined || items.some((workflow) => workflow.id === chosen);
  const options = [
    ...items.map((workflow) => ({ value: workflow.id, label: workflow.name })),
    ...(known ? [] : [{ value: chosen, label: isPending ? t('loading') : t('gone') }]),
  ];
  return (
    <div className="flex items-center gap-1.5">
      <Select
        id={id}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        className="min-w-0 flex-1"
        disabled={readOnly || options.length === 0}
        placeholder={items.length === 0 && !isPending ? t('none') : t('choose')}
        value={chosen}
        options={options}
        onValueChange={onChange}
      />
      {chosen && known ? (
        <Button asChild variant="ghost" className="size-8 shrink-0 p-0">
          <Link
            href={`${pathOf(workspace.slug, 'workflows')}/${chosen}`}
            target="_blank"
            aria-label={t('open')}
            title={t('open')}
          >
            <SquareArrowOutUpRight aria-hidden />
          </Link>
        </Button>
      ) : null}
    </div>
  );
}

const only = '-';

/** Chooses the callee's trigger, once there is a callee. */
export function WorkflowTriggerField(props: ControlProps) {
  const t = useTranslations('editor.callee');
  const { triggers, known } = useCallee(props.nodeId);
  const value = typeof props.value === 'string' ? props.value : '';
  if (!known) {
    return (
      <Input
        id={props.id}
        aria-describedby={props.describedBy}
        readOnly={props.readOnly}
        value={value}
        onChange={(event) => props.onChange(event.target.value || undefined)}
      />
    );
  }
  const isGone = value !== '' && !triggers.some((node) => node.key === value);
  return (
    <Select
      id={props.id}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid || undefined}
      disabled={props.readOnly}
      value={value === '' ? only : value}
      options={[
        { value: only, label: t('onlyTrigger') },
        ...triggers.map((node) => ({ value: node.key, label: node.name || node.key })),
        ...(isGone ? [{ value, label: value }] : []),
      ]}
      onValueChange={(key) => props.onChange(key === only ? undefined : key)}
    />
  );
}
