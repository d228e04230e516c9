'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { ApiClient } from '#lib/client/create-client.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { InstanceWorkspace, Quota } from '#lib/contracts/api/operator.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Button, Dialog, DialogClose, DialogContent, Field, Form, Input, toast } from '../ui/index.ts';
import { quotaFields, readQuota, type QuotaDraft } from './quota-draft.ts';

interface QuotaDialogProps {
  client: ApiClient;
  /** Null: closed. */
  workspace: InstanceWorkspace | null;
  onClose: () => void;
}

export function QuotaDialog({ client, workspace, onClose }: QuotaDialogProps) {
  return (
    <Dialog open={workspace !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {workspace ? <QuotaForm client={client} workspace={workspace} onClose={onClose} /> : null}
    </Dialog>
  );
}

const FORM_ID = 'quota-form';

function QuotaForm({ client, workspace, onClose }: QuotaDialogProps & { workspace: InstanceWorkspace }) {
  const t = useTranslations('operator');
  const tUi = useTranslations('ui');
  const tUsage = useTranslations('usage');
  const cache = useQueryClient();
  const problemText = useProblemText();
  const [draft, setDraft] = useState<QuotaDraft>(() => draftOf(workspace.quota));
  const quota = readQuota(draft);
  const save = useMutation({
    mutationFn: (body: Quota) => client.call('updateQuota', { params: { id: workspace.id }, body }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: queryKeys.instanceWorkspaces() });
      toast.success(t('quotaSaved', { name: workspace.name }));
      onClose();
    },
  });
  return (
    <DialogContent
      title={t('quotasOf', { name: workspace.name })}
      description={t('quotasText')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={FORM_ID} variant="primary" busy={save.isPending} disabled={quota === null}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Form
        id={FORM_ID}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (quota) save.mutate(quota);
        }}
      >
        <FormAlert>{save.error ? problemText(save.error).text : null}</FormAlert>
        {quotaFields.map((field) => (
          <Field
            key={field}
            label={field === 'storageBytes' ? t('storageMb') : tUsage(field)}
            help={t('empty')}
            error={readQuota({ ...draftOf(emptyQuota), [field]: draft[field] }) ? undefined : t('wholeNumber')}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                value={draft[field]}
                onChange={(event) => setDraft((before) => ({ ...before, [field]: event.target.value }))}
              />
            )}
          </Field>
        ))}
      </Form>
    </DialogContent>
  );
}

const emptyQuota: Quota = {
  executionsPerDay: null,
  storageBytes: null,
  servers: null,
  members: null,
  concurrentRuns: null,
};

function draftOf(quota: Quota): QuotaDraft {
  const text = (value: number | null): string => (value === null ? '' : String(value));
  const megabytes = quota.storageBytes === null ? null : Math.floor(quota.storageBytes / 1_048_576);
  return {
    executionsPerDay: text(quota.executionsPerDay),
    storageBytes: text(megabytes),
    servers: text(quota.servers),
    members: text(quota.members),
    concurrentRuns: text(quota.concurrentRuns),
  };
}
