'use client';
import { useTranslations } from 'next-intl';
import type { Collection } from '#lib/contracts/api/collections.ts';
import { QueryError } from '../../layout/query-error.tsx';
import { Dialog, DialogContent, Skeleton } from '../../ui/index.ts';
import { AccessSection } from '../settings/access-section.tsx';
import { LimitsSection } from '../settings/limits-section.tsx';
import { useCollection, useCollectionChange } from './use-collections.ts';

/** Who may use a collection, and how much. `collection: null` is closed. */
export function CollectionSettings({ collection, onClose }: { collection: string | null; onClose: () => void }) {
  return (
    <Dialog open={collection !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {collection === null ? null : <SettingsContent id={collection} />}
    </Dialog>
  );
}

function SettingsContent({ id }: { id: string }) {
  const t = useTranslations('collections');
  const collection = useCollection(id);
  return (
    <DialogContent size="lg" title={t('settingsTitle', { name: collection.data?.name ?? '' })}>
      {collection.isError ? (
        <QueryError error={collection.error} onRetry={() => void collection.refetch()} />
      ) : collection.data ? (
        <Sections collection={collection.data} />
      ) : (
        <Skeleton className="h-48" />
      )}
    </DialogContent>
  );
}

function Sections({ collection }: { collection: Collection }) {
  const change = useCollectionChange(collection.id);
  return (
    <div className="flex flex-col gap-6">
      <AccessSection server={collection} change={change} name={collection.name} mayChange />
      <LimitsSection
        key={JSON.stringify([collection.access, collection.settings])}
        server={collection}
        change={change}
        mayChange
      />
    </div>
  );
}
