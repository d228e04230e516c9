'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { MemoryEntry } from '#lib/contracts/api/memory.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useCan } from '../layout/workspace-context.tsx';
import {
  Button,
  Dialog,
  DialogClose,
  DialogContent,
  ExactTime,
  Field,
  Form,
  Input,
  JsonView,
  SegmentedControl,
  Select,
  Skeleton,
  Textarea,
  toast,
} from '../ui/index.ts';
import { expiries, memoryDraftOf, memoryKinds, readMemoryDraft, type MemoryDraft } from './memory-draft.ts';
import { KeyTaken, useMemoryChanges, useMemoryEntry, type MemoryChange } from './use-memory.ts';

const FORM_ID = 'memory';

interface MemoryDialogProps {
  /** The key to look at; null: a new one; undefined: closed. */
  entryKey: string | null | undefined;
  onClose: () => void;
}

/** Shows what is under a key; whoever may run workflows can change it. */
export function MemoryDialog({ entryKey, onClose }: MemoryDialogProps) {
  return (
    <Dialog open={entryKey !== undefined} onOpenChange={(open) => (open ? undefined : onClose())}>
      {entryKey === undefined ? null : entryKey === null ? (
        <EditContent entry={null} onClose={onClose} />
      ) : (
        <KnownContent entryKey={entryKey} onClose={onClose} />
      )}
    </Dialog>
  );
}

function KnownContent({ entryKey, onClose }: { entryKey: string; onClose: () => void }) {
  const t = useTranslations('memory');
  const canChange = useCan()('workflow:execute');
  const { data, error, refetch } = useMemoryEntry(entryKey);
  // What is being written is not overwritten by what a run does meanwhile.
  const [first, setFirst] = useState<MemoryEntry | null>(null);
  if (data && !first) setFirst(data);
  const entry = first ?? data;
  if (entry && canChange) return <EditContent entry={entry} onClose={onClose} />;
  return (
    <DialogContent size="lg" title={entryKey} description={entry ? <Facts entry={entry} /> : t('dialogText')}>
      {entry ? (
        <JsonView value={entry.value} copyLabel={t('copyValue')} />
      ) : error ? (
        <QueryError error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton aria-busy className="h-40 w-full" />
      )}
    </DialogContent>
  );
}

function Facts({ entry: { expiresAt } }: { entry: MemoryEntry }) {
  const t = useTranslations('memory');
  return expiresAt === null ? t('keptForGood') : t.rich('keptUntil', { when: () => <ExactTime value={expiresAt} /> });
}

function EditContent({ entry, onClose }: { entry: MemoryEntry | null; onClose: () => void }) {
  const t = useTranslations('memory');
  const tUi = useTranslations('ui');
  const { save } = useMemoryChanges();
  const onSubmit = (change: MemoryChange) =>
    save.mutate(
      { change, isNew: entry === null },
      {
        onSuccess: () => {
          toast.success(t('saved', { key: change.key }));
          onClose();
        },
      },
    );
  return (
    <DialogContent
      size="lg"
      title={entry ? t('editTitle', { key: entry.key }) : t('createTitle')}
      description={entry ? <Facts entry={entry} /> : t('dialogText')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={FORM_ID} variant="primary" busy={save.isPending}>
            {t('save')}
          </Button>
        </>
      }
    >
      <MemoryForm entry={entry} error={save.error} onSubmit={onSubmit} />
    </DialogContent>
  );
}

interface MemoryFormProps {
  entry: MemoryEntry | null;
  error: unknown;
  onSubmit: (change: MemoryChange) => void;
}

function MemoryForm({ entry, error, onSubmit }: MemoryFormProps) {
  const t = useTranslations('memory');
  const problemText = useProblemText();
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState(() => memoryDraftOf(entry));
  const set = (change: Partial<MemoryDraft>) => setDraft((before) => ({ ...before, ...change }));
  const read = readMemoryDraft(draft, Date.now());
  const faults = 'change' in read || !tried ? {} : read;
  return (
    <Form
      id={FORM_ID}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if ('change' in read) onSubmit(read.change);
      }}
    >
      <FormAlert>{error instanceof KeyTaken ? t('keyTaken') : error ? problemText(error).text : null}</FormAlert>
      {entry ? null : (
        <Field label={t('key')} help={t('keyHelp')} error={faults.key && t(faults.key)}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={200}
              spellCheck={false}
              autoComplete="off"
              className="font-mono"
              placeholder={t('keyPlaceholder')}
              value={draft.key}
              onChange={(event) => set({ key: event.target.value })}
            />
          )}
        </Field>
      )}
      <SegmentedControl
        label={t('kind')}
        value={draft.kind}
        options={memoryKinds.map((kind) => ({ value: kind, label: t(kind) }))}
        onValueChange={(kind) => set({ kind })}
      />
      <Field label={t('value')} help={t(`${draft.kind}Help`)} error={faults.value && t(faults.value)}>
        {(control) => (
          <Textarea
            {...control}
            rows={8}
            spellCheck={false}
            className="font-mono text-xs"
            value={draft.value}
            onChange={(event) => set({ value: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('expires')}>
        {(control) => (
          <Select
            {...control}
            value={draft.expiry}
            options={expiries(entry).map((expiry) => ({ value: expiry, label: t(`expiry.${expiry}`) }))}
            onValueChange={(expiry) => set({ expiry })}
          />
        )}
      </Field>
    </Form>
  );
}
