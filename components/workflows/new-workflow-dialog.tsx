'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, Dialog, DialogClose, DialogContent, Field, Form, Input } from '../ui/index.ts';
import { EMPTY_CANVAS, TemplatePicker } from './template-picker.tsx';
import { useTemplates, useWorkflowChanges } from './use-workflows.ts';

interface NewWorkflowDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The template that is chosen at first. */
  templateId?: string | undefined;
}

/** Name and starting point of a new workflow; ends in the editor. */
export function NewWorkflowDialog({ open, onOpenChange, templateId }: NewWorkflowDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open ? <NewWorkflowForm templateId={templateId} /> : null}
    </Dialog>
  );
}

const FORM_ID = 'new-workflow';

function NewWorkflowForm({ templateId }: { templateId: string | undefined }) {
  const t = useTranslations('newWorkflow');
  const tUi = useTranslations('ui');
  const router = useRouter();
  const problemText = useProblemText();
  const { workspace } = useWorkspaceView();
  const templates = useTemplates();
  const { create } = useWorkflowChanges();
  const [chosen, setChosen] = useState(templateId ?? EMPTY_CANVAS);
  const [typedName, setTypedName] = useState<string | null>(null);
  const template = templates.data?.items.find((candidate) => candidate.id === chosen);
  const name = typedName ?? template?.name ?? '';
  const submit = () => {
    const body = {
      name: name.trim() || t('namePlaceholder'),
      // As it was shown: a template has texts in the reader's language.
      ...(template ? { definition: template.definition, description: template.description } : {}),
    };
    create.mutate(body, {
      onSuccess: (workflow) => router.push(`${pathOf(workspace.slug, 'workflows')}/${workflow.id}`),
    });
  };
  return (
    <DialogContent
      size="lg"
      title={t('title')}
      description={t('description')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={FORM_ID} variant="primary" busy={create.isPending || create.isSuccess}>
            {t('create')}
          </Button>
        </>
      }
    >
      <Form
        id={FORM_ID}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) submit();
        }}
      >
        <Field label={t('name')} error={create.error ? problemText(create.error).text : undefined}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={200}
              value={name}
              placeholder={t('namePlaceholder')}
              onChange={(event) => setTypedName(event.target.value)}
            />
          )}
        </Field>
        <TemplatePicker templates={templates.data?.items} value={chosen} onValueChange={setChosen} />
      </Form>
    </DialogContent>
  );
}
