'use client';
import { useTranslations } from 'next-intl';
import { Button, CodeBlock, Dialog, DialogClose, DialogContent } from '../ui/index.ts';
import { ApiKeyForm, API_KEY_FORM_ID } from './api-key-form.tsx';
import { useApiKeyChanges } from './use-api-keys.ts';

interface CreateApiKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** First the form, then the key itself, once. */
export function CreateApiKeyDialog({ open, onOpenChange }: CreateApiKeyDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open ? <CreateApiKeyContent /> : null}
    </Dialog>
  );
}

function CreateApiKeyContent() {
  const t = useTranslations('apiKeys');
  const tUi = useTranslations('ui');
  const { create } = useApiKeyChanges();
  if (create.data) {
    return (
      <DialogContent
        title={t('createdTitle')}
        description={t('createdText')}
        footer={
          <DialogClose asChild>
            <Button variant="primary">{t('done')}</Button>
          </DialogClose>
        }
      >
        <CodeBlock code={create.data.key} copyLabel={t('copyKey')} wrap />
      </DialogContent>
    );
  }
  return (
    <DialogContent
      title={t('createTitle')}
      description={t('createText')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={API_KEY_FORM_ID} variant="primary" busy={create.isPending}>
            {t('create')}
          </Button>
        </>
      }
    >
      <ApiKeyForm error={create.error} onSubmit={(body) => create.mutate(body)} />
    </DialogContent>
  );
}
