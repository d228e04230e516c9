'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Connection } from '#lib/contracts/api/connections.ts';
import type { ConnectorDescription } from '#lib/contracts/connector.ts';
import { QueryError } from '../layout/query-error.tsx';
import { Button, Dialog, DialogClose, DialogContent, Skeleton, toast } from '../ui/index.ts';
import { changeOf, creationOf, draftFieldsOf, type ConnectionDraft } from './connection-draft.ts';
import { CONNECTION_FORM_ID, ConnectionForm } from './connection-form.tsx';
import { ConnectorIcon } from './connector-icon.tsx';
import { useConnectionChanges, useConnectors } from './use-connections.ts';

interface ConnectionDialogProps {
  /** The connection to change; null: a new one; undefined: closed. */
  connection: Connection | null | undefined;
  /** The kinds that a new one may have; all, if left out. */
  connectorIds?: readonly string[];
  onClose: () => void;
  onSaved?: (connection: Connection) => void;
}

/** Makes a connection (first its kind, then its fields) or changes one. */
export function ConnectionDialog(props: ConnectionDialogProps) {
  const { connection, onClose } = props;
  return (
    <Dialog open={connection !== undefined} onOpenChange={(open) => (open ? undefined : onClose())}>
      {connection === undefined ? null : <ConnectionContent {...props} connection={connection} />}
    </Dialog>
  );
}

function ConnectionContent(props: ConnectionDialogProps & { connection: Connection | null }) {
  const { connection, connectorIds } = props;
  const t = useTranslations('connections');
  const connectors = useConnectors();
  const [chosen, setChosen] = useState<string | undefined>(connection?.connector);
  const offered = connectors.data?.items.filter(({ id }) => connectorIds?.includes(id) ?? true) ?? [];
  const connector = connectors.data?.items.find(({ id }) => id === chosen);
  if (connector) return <ConnectionDetails {...props} connector={connector} onBack={() => setChosen(undefined)} />;
  return (
    <DialogContent title={t('newTitle')} description={t('newText')}>
      {connectors.isError ? (
        <QueryError error={connectors.error} onRetry={() => void connectors.refetch()} />
      ) : connectors.isPending ? (
        <Skeleton className="h-40" />
      ) : (
        <KindChoice connectors={offered} onChoose={setChosen} />
      )}
    </DialogContent>
  );
}

interface KindChoiceProps {
  connectors: readonly ConnectorDescription[];
  onChoose: (id: string) => void;
}

function KindChoice({ connectors, onChoose }: KindChoiceProps) {
  return (
    <ul className="flex flex-col gap-1.5">
      {connectors.map((connector) => (
        <li key={connector.id}>
          <button
            type="button"
            onClick={() => onChoose(connector.id)}
            className="rounded-control border-line hover:border-line-strong hover:bg-subtle flex w-full items-center gap-3 border p-3 text-left transition-colors"
          >
            <ConnectorIcon name={connector.icon} className="text-muted size-5 shrink-0" />
            <span className="min-w-0">
              <span className="block text-sm font-medium">{connector.title}</span>
              <span className="text-muted block text-xs">{connector.description}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

type DetailsProps = Omit<ConnectionDialogProps, 'connection'> & {
  connection: Connection | null;
  connector: ConnectorDescription;
  onBack: () => void;
};

function ConnectionDetails({ connection, connector, onBack, onClose, onSaved }: DetailsProps) {
  const t = useTranslations('connections');
  const tUi = useTranslations('ui');
  const { create, update } = useConnectionChanges();
  const saving = connection ? update : create;
  const saved = (result: Connection) => {
    toast.success(t('saved', { name: result.name }));
    onSaved?.(result);
    onClose();
  };
  const submit = (draft: ConnectionDraft) => {
    const fields = draftFieldsOf(connector);
    if (connection) {
      update.mutate({ id: connection.id, ...changeOf(draft, fields, connector) }, { onSuccess: saved });
    } else create.mutate(creationOf(draft, fields, connector), { onSuccess: saved });
  };
  return (
    <DialogContent
      title={connection ? t('editTitle', { name: connection.name }) : connector.title}
      description={connector.description}
      footer={
        <>
          {connection ? null : (
            <Button variant="ghost" className="mr-auto" onClick={onBack}>
              {t('back')}
            </Button>
          )}
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={CONNECTION_FORM_ID} variant="primary" busy={saving.isPending}>
            {connection ? t('save') : t('create')}
          </Button>
        </>
      }
    >
      <ConnectionForm connector={connector} connection={connection} error={saving.error} onSubmit={submit} />
    </DialogContent>
  );
}
