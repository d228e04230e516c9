'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Collection } from '#lib/contracts/api/collections.ts';
import { FormAlert } from '../../auth/form-alert.tsx';
import { useProblemText } from '../../i18n/use-problem-text.ts';
import { QueryError } from '../../layout/query-error.tsx';
import {
  Button,
  Dialog,
  DialogClose,
  DialogContent,
  Field,
  Form,
  Input,
  Skeleton,
  Textarea,
  toast,
} from '../../ui/index.ts';
import { MemberEditor, type MemberDraft } from './member-editor.tsx';
import { MemberPicker } from './member-picker.tsx';
import { useCollection, useCollectionChange, useCollectionChanges, type CollectionInput } from './use-collections.ts';

const FORM_ID = 'collection';

interface CollectionDialogProps {
  /** The collection to change; null: a new one; undefined: closed. */
  collection: string | null | undefined;
  onClose: () => void;
}

/** Makes a collection, or changes what it gathers. */
export function CollectionDialog({ collection, onClose }: CollectionDialogProps) {
  return (
    <Dialog open={collection !== undefined} onOpenChange={(open) => (open ? undefined : onClose())}>
      {collection === undefined ? null : collection === null ? (
        <NewCollection onClose={onClose} />
      ) : (
        <StoredCollection id={collection} onClose={onClose} />
      )}
    </Dialog>
  );
}

function NewCollection({ onClose }: { onClose: () => void }) {
  const { create } = useCollectionChanges();
  return <CollectionContent stored={null} save={create} onClose={onClose} />;
}

function StoredCollection({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTranslations('collections');
  const collection = useCollection(id);
  const change = useCollectionChange(id);
  if (collection.data) return <CollectionContent stored={collection.data} save={change} onClose={onClose} />;
  return (
    <DialogContent size="lg" title={t('edit')}>
      {collection.isError ? (
        <QueryError error={collection.error} onRetry={() => void collection.refetch()} />
      ) : (
        <Skeleton className="h-48" />
      )}
    </DialogContent>
  );
}

interface CollectionContentProps {
  stored: Collection | null;
  save: {
    mutate(body: CollectionInput, options: { onSuccess: () => void }): void;
    isPending: boolean;
    error: unknown;
  };
  onClose: () => void;
}

function CollectionContent({ stored, save, onClose }: CollectionContentProps) {
  const t = useTranslations('collections');
  const tUi = useTranslations('ui');
  const problemText = useProblemText();
  const [name, setName] = useState(stored?.name ?? '');
  const [description, setDescription] = useState(stored?.description ?? '');
  const [members, setMembers] = useState<MemberDraft[]>(() => stored?.members.map(draftOf) ?? []);
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (name.trim() === '' || members.length === 0) return;
    const body = { name: name.trim(), description: description.trim(), members: members.map(memberOf) };
    save.mutate(body, {
      onSuccess: () => {
        toast.success(t('saved', { name: body.name }));
        onClose();
      },
    });
  };
  return (
    <DialogContent
      size="lg"
      title={stored ? t('editTitle', { name: stored.name }) : t('createTitle')}
      description={t('dialogText')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={FORM_ID} variant="primary" busy={save.isPending}>
            {stored ? t('save') : t('create')}
          </Button>
        </>
      }
    >
      <Form
        id={FORM_ID}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <FormAlert>{save.error ? problemText(save.error).text : null}</FormAlert>
        <Field label={t('name')} error={tried && name.trim() === '' ? t('nameRequired') : undefined}>
          {(control) => (
            <Input
              {...control}
              autoFocus={stored === null}
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('descriptionLabel')} help={t('descriptionHelp')}>
          {(control) => (
            <Textarea
              {...control}
              rows={2}
              maxLength={2_000}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        <MemberPicker
          members={members}
          onAdd={(member) => setMembers([...members, member])}
          error={tried && members.length === 0 ? t('membersRequired') : undefined}
        />
        {members.map((member, index) => (
          <MemberEditor
            key={member.workflowId}
            member={member}
            onChange={(changed) => setMembers(members.with(index, changed))}
            onRemove={() => setMembers(members.toSpliced(index, 1))}
          />
        ))}
      </Form>
    </DialogContent>
  );
}

const draftOf = ({ workflowId, name, names }: Collection['members'][number]): MemberDraft => ({
  workflowId,
  name,
  names,
});

/** Names that are written; an empty one is the tool's own. */
function memberOf({ workflowId, names }: MemberDraft): CollectionInput['members'][number] {
  const written = Object.entries(names).flatMap(([tool, as]): [string, string | null][] => {
    const name = as?.trim();
    if (as === null) return [[tool, null]];
    return name && name !== tool ? [[tool, name]] : [];
  });
  return { workflowId, names: Object.fromEntries(written) };
}
