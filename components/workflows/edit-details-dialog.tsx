'use client';
import { useTranslations } from 'next-intl';
import { useForm } from 'react-hook-form';
import type { WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { Button, Dialog, DialogClose, DialogContent, Field, Form, Input, Textarea, toast } from '../ui/index.ts';
import { parseTags } from './parse-tags.ts';
import { useWorkflowChanges } from './use-workflows.ts';

interface EditDetailsDialogProps {
  /** The workflow to edit; null: closed. */
  workflow: WorkflowSummary | null;
  onClose: () => void;
}

export function EditDetailsDialog({ workflow, onClose }: EditDetailsDialogProps) {
  return (
    <Dialog open={workflow !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {workflow ? <EditDetailsForm workflow={workflow} onClose={onClose} /> : null}
    </Dialog>
  );
}

const FORM_ID = 'edit-workflow-details';

function EditDetailsForm({ workflow, onClose }: { workflow: WorkflowSummary; onClose: () => void }) {
  const t = useTranslations('editDetails');
  const tUi = useTranslations('ui');
  const tList = useTranslations('workflows');
  const tNew = useTranslations('newWorkflow');
  const problemText = useProblemText();
  const { update } = useWorkflowChanges();
  const form = useForm({
    mode: 'onTouched',
    defaultValues: { name: workflow.name, description: workflow.description, tags: workflow.tags.join(', ') },
  });
  const submit = form.handleSubmit((values) =>
    update.mutate(
      { id: workflow.id, name: values.name.trim(), description: values.description, tags: parseTags(values.tags) },
      {
        onSuccess: () => {
          toast.success(tList('saved'));
          onClose();
        },
      },
    ),
  );
  return (
    <DialogContent
      title={t('title')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={FORM_ID} variant="primary" busy={update.isPending}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Form id={FORM_ID} className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <Field label={t('name')} error={form.formState.errors.name?.message}>
          {(control) => (
            <Input
              {...control}
              maxLength={200}
              {...form.register('name', { validate: (name) => name.trim() !== '' || tNew('nameRequired') })}
            />
          )}
        </Field>
        <Field label={t('description')} help={t('descriptionHelp')}>
          {(control) => <Textarea {...control} maxLength={2_000} {...form.register('description')} />}
        </Field>
        <Field label={t('tags')} help={t('tagsHelp')} error={update.error ? problemText(update.error).text : undefined}>
          {(control) => <Input {...control} {...form.register('tags')} />}
        </Field>
      </Form>
    </DialogContent>
  );
}
