'use client';
import { Copy, Download, EllipsisVertical, PencilLine, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { useCan } from '../layout/workspace-context.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
  Button,
} from '../ui/index.ts';

export interface WorkflowRowHandlers {
  onOpen: (workflow: WorkflowSummary) => void;
  onEdit: (workflow: WorkflowSummary) => void;
  onDuplicate: (workflow: WorkflowSummary) => void;
  onExport: (workflow: WorkflowSummary) => void;
  onDelete: (workflow: WorkflowSummary) => void;
}

/** The menu at the end of a row; it offers only what the person's role allows. */
export function WorkflowRowActions({
  workflow,
  handlers,
}: {
  workflow: WorkflowSummary;
  handlers: WorkflowRowHandlers;
}) {
  const t = useTranslations('workflows');
  const can = useCan();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" className="size-8 p-0" aria-label={t('actions', { name: workflow.name })}>
          <EllipsisVertical aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => handlers.onOpen(workflow)}>
          <SquareArrowOutUpRight aria-hidden />
          {t('open')}
        </DropdownMenuItem>
        {can('workflow:update') ? (
          <DropdownMenuItem onSelect={() => handlers.onEdit(workflow)}>
            <PencilLine aria-hidden />
            {t('edit')}
          </DropdownMenuItem>
        ) : null}
        {can('workflow:create') ? (
          <DropdownMenuItem onSelect={() => handlers.onDuplicate(workflow)}>
            <Copy aria-hidden />
            {t('duplicate')}
          </DropdownMenuItem>
        ) : null}
        <DropdownMenuItem onSelect={() => handlers.onExport(workflow)}>
          <Download aria-hidden />
          {t('export')}
        </DropdownMenuItem>
        {can('workflow:delete') ? (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem danger onSelect={() => handlers.onDelete(workflow)}>
              <Trash2 aria-hidden />
              {t('delete')}
            </DropdownMenuItem>
          </>
        ) : null}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
