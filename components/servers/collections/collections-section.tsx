'use client';
import { Boxes, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { QueryError } from '../../layout/query-error.tsx';
import { useCan } from '../../layout/workspace-context.tsx';
import { Button, EmptyState, Skeleton } from '../../ui/index.ts';
import { CollectionCard } from './collection-card.tsx';
import { CollectionDialog } from './collection-dialog.tsx';
import { useCollections } from './use-collections.ts';

/** Servers that gather tools of several workflows. */
export function CollectionsSection() {
  const t = useTranslations('collections');
  const can = useCan();
  const collections = useCollections();
  const [creating, setCreating] = useState(false);
  const create = can('deployment:manage') ? (
    <Button onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t('create')}
    </Button>
  ) : null;
  return (
    <section aria-labelledby="collections" className="mt-10">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="collections" className="text-base font-semibold">
            {t('title')}
          </h2>
          <p className="text-muted mt-1 text-sm">{t('description')}</p>
        </div>
        {collections.data && collections.data.length > 0 ? create : null}
      </div>
      {collections.isError ? <QueryError error={collections.error} onRetry={() => void collections.refetch()} /> : null}
      {collections.isPending ? <Skeleton className="rounded-card h-24" /> : null}
      {collections.data?.length === 0 ? (
        <EmptyState icon={<Boxes />} title={t('emptyTitle')} description={t('emptyText')} action={create} />
      ) : null}
      <ul className="flex flex-col gap-3">
        {collections.data?.map((collection) => (
          <CollectionCard key={collection.id} collection={collection} />
        ))}
      </ul>
      <CollectionDialog collection={creating ? null : undefined} onClose={() => setCreating(false)} />
    </section>
  );
}
