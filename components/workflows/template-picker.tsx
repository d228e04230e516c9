'use client';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { RadioGroup } from 'radix-ui';
import type { Template } from '#lib/contracts/api/catalogue.ts';
import { Skeleton } from '../ui/index.ts';
import { WorkflowPicture } from './workflow-picture.tsx';

/** The id that stands for no template. */
export const EMPTY_CANVAS = 'empty';

interface TemplatePickerProps {
  templates: readonly Template[] | undefined;
  value: string;
  onValueChange: (id: string) => void;
}

const cardStyles =
  'flex flex-col overflow-hidden rounded-card border border-line bg-surface text-left transition-colors hover:border-line-strong data-[state=checked]:border-accent data-[state=checked]:ring-1 data-[state=checked]:ring-accent';

/** Cards of which one is chosen: the empty canvas first, then the templates. */
export function TemplatePicker({ templates, value, onValueChange }: TemplatePickerProps) {
  const t = useTranslations('newWorkflow');
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={onValueChange}
      aria-label={t('startFrom')}
      className="grid gap-3 sm:grid-cols-2"
    >
      <RadioGroup.Item value={EMPTY_CANVAS} className={cardStyles}>
        <span className="border-line bg-subtle text-faint flex h-24 w-full items-center justify-center border-b">
          <Plus aria-hidden className="size-6" />
        </span>
        <CardText title={t('emptyCanvas')} text={t('emptyCanvasText')} />
      </RadioGroup.Item>
      {templates === undefined
        ? [0, 1, 2].map((index) => <Skeleton key={index} className="rounded-card h-40" />)
        : templates.map((template) => (
            <RadioGroup.Item key={template.id} value={template.id} className={cardStyles}>
              <span className="border-line bg-subtle block h-24 w-full border-b p-2">
                <WorkflowPicture definition={template.definition} />
              </span>
              <CardText
                title={template.name}
                text={template.description}
                note={t('nodes', { count: template.definition.nodes.length })}
              />
            </RadioGroup.Item>
          ))}
    </RadioGroup.Root>
  );
}

function CardText({ title, text, note }: { title: string; text: string; note?: string }) {
  return (
    <span className="flex flex-1 flex-col gap-0.5 p-3">
      <span className="text-sm font-medium">{title}</span>
      <span className="text-muted line-clamp-2 text-xs">{text}</span>
      {note ? <span className="text-faint mt-auto pt-1 text-xs">{note}</span> : null}
    </span>
  );
}
