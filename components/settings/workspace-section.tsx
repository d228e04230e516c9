'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { queryKeys } from '#lib/client/query-keys.ts';
import { updateWorkspace } from '#lib/contracts/api/members.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useCan, useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, ConfirmDialog, Field, Form, Input, toast } from '../ui/index.ts';
import { Section } from './section.tsx';
import { WorkspaceExport } from './workspace-export.tsx';

/** The workspace's name, and its end. */
export function WorkspaceSection() {
  const t = useTranslations('settings');
  const can = useCan();
  return (
    <Section title={t('workspace')} description={t('workspaceText')}>
      <RenameForm />
      {can('workspace:delete') ? (
        <>
          <WorkspaceExport />
          <DeleteWorkspace />
        </>
      ) : null}
    </Section>
  );
}

function RenameForm() {
  const t = useTranslations('workspaceSettings');
  const router = useRouter();
  const cache = useQueryClient();
  const problemText = useProblemText();
  const { workspace, client } = useWorkspaceView();
  const mayRename = useCan()('workspace:update');
  const form = useForm({
    mode: 'onTouched',
    resolver: zodResolver(updateWorkspace.body),
    values: { name: workspace.name },
  });
  const save = useMutation({
    mutationFn: (body: { name: string }) => client.call('updateWorkspace', { params: { id: workspace.id }, body }),
    onSuccess: async () => {
      toast.success(t('saved'));
      router.refresh();
      await cache.invalidateQueries({ queryKey: queryKeys.workspaces() });
    },
  });
  const { errors, isDirty } = form.formState;
  return (
    <Form
      className="flex max-w-md flex-col gap-4"
      onSubmit={(event) => void form.handleSubmit((body) => save.mutate(body))(event)}
    >
      <Field
        label={t('name')}
        help={mayRename ? undefined : t('readOnly')}
        error={errors.name ? t('nameRequired') : save.error ? problemText(save.error).text : undefined}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="organization"
            maxLength={200}
            readOnly={!mayRename}
            {...form.register('name')}
          />
        )}
      </Field>
      <Field label={t('address')} help={t('addressHelp')}>
        {(control) => <Input {...control} className="font-mono" value={workspace.slug} readOnly disabled />}
      </Field>
      {mayRename ? (
        <div>
          <Button type="submit" variant="primary" disabled={!isDirty} busy={save.isPending}>
            {t('save')}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}

function DeleteWorkspace() {
  const t = useTranslations('workspaceSettings');
  const problemText = useProblemText();
  const { workspace, client } = useWorkspaceView();
  const [asking, setAsking] = useState(false);
  const erase = useMutation({
    mutationFn: () => client.call('deleteWorkspace', { params: { id: workspace.id } }),
    // A full load: nothing of the workspace must stay in the page.
    onSuccess: () => window.location.assign('/home'),
    onError: (error) => {
      setAsking(false);
      toast.error(problemText(error).text);
    },
  });
  return (
    <section className="border-line mt-8 max-w-md border-t pt-6">
      <h3 className="text-base font-semibold">{t('delete')}</h3>
      <p className="text-muted mt-1 mb-3 text-sm">{t('deleteText')}</p>
      <Button variant="danger" onClick={() => setAsking(true)}>
        {t('delete')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('deleteTitle', { name: workspace.name })}
        description={t('deleteText')}
        confirmLabel={t('delete')}
        typedName={workspace.name}
        busy={erase.isPending || erase.isSuccess}
        onConfirm={() => erase.mutate()}
      />
    </section>
  );
}
