'use client';
import { Plus, SearchX, Workflow } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, EmptyState, Skeleton } from '../ui/index.ts';
import { useTemplates } from './use-workflows.ts';
import { WorkflowPicture } from './workflow-picture.tsx';

/** The very first look at a workspace: templates that work, and an empty canvas. */
export function WorkflowsEmpty({ onPick }: { onPick: ((templateId?: string) => void) | undefined }) {
  const t = useTranslations('workflows');
  const templates = useTemplates();
  if (!onPick) return <EmptyState icon={<Workflow />} title={t('emptyTitle')} description={t('emptyReadOnly')} />;
  return (
    <section className="rounded-card border-line bg-surface border px-4 pb-6">
      <EmptyState
        className="pt-10 pb-8"
        icon={<Workflow />}
        title={t('emptyTitle')}
        description={t('emptyText')}
        action={
          <Button variant="primary" onClick={() => onPick()}>
            <Plus aria-hidden />
            {t('startEmpty')}
          </Button>
        }
      />
      <h3 className="text-faint mb-2 text-xs font-medium">{t('templates')}</h3>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {templates.isPending
          ? [0, 1, 2].map((index) => (
              <li key={index}>
                <Skeleton className="rounded-card h-40" />
              </li>
            ))
          : templates.data?.items.map((template) => (
              <li key={template.id}>
                <button
                  type="button"
                  onClick={() => onPick(template.id)}
                  className="rounded-card border-line bg-surface hover:border-line-strong flex h-full w-full flex-col overflow-hidden border text-left transition-colors"
                >
                  <span className="border-line bg-subtle block h-24 w-full border-b p-2">
                    <WorkflowPicture definition={template.definition} />
                  </span>
                  <span className="p-3">
                    <span className="block text-sm font-medium">{template.name}</span>
                    <span className="text-muted mt-0.5 line-clamp-2 text-xs">{template.description}</span>
                  </span>
                </button>
              </li>
            ))}
      </ul>
    </section>
  );
}

export function NoMatch({ onClear }: { onClear: () => void }) {
  const t = useTranslations('workflows');
  return (
    <EmptyState
      icon={<SearchX />}
      title={t('noMatchTitle')}
      description={t('noMatchText')}
      action={<Button onClick={onClear}>{t('clearFilters')}</Button>}
    />
  );
}
