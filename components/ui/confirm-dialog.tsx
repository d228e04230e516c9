'use client';
import { useTranslations } from 'next-intl';
import { AlertDialog as Primitive } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { Form } from './form.tsx';
import { Input } from './input.tsx';

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description: ReactNode;
  /** The verb on the button. */
  confirmLabel: string;
  /** What must be typed before the button works; for what cannot be undone. */
  typedName?: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
}

/** Asks before a dangerous action; stays open while it runs, closed by its owner. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Primitive.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="animate-fade bg-overlay fixed inset-0 z-40" />
        <Primitive.Content className="animate-fade rounded-card border-line bg-surface shadow-dialog fixed top-1/2 left-1/2 z-40 w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 border p-5 outline-none">
          <ConfirmBody {...props} />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function ConfirmBody({
  title,
  description,
  confirmLabel,
  typedName,
  danger = true,
  busy = false,
  onConfirm,
}: ConfirmDialogProps) {
  const t = useTranslations('ui');
  const [typed, setTyped] = useState('');
  const blocked = typedName !== undefined && typed.trim() !== typedName;
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if (!blocked && !busy) onConfirm();
      }}
    >
      <Primitive.Title className="text-lg font-semibold break-words">{title}</Primitive.Title>
      <Primitive.Description className="text-muted mt-2 text-sm break-words">{description}</Primitive.Description>
      {typedName === undefined ? null : (
        <Field className="mt-4" label={t('typeToConfirm', { name: typedName })}>
          {(control) => (
            <Input {...control} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Primitive.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </Primitive.Cancel>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} disabled={blocked} busy={busy}>
          {confirmLabel}
        </Button>
      </div>
    </Form>
  );
}
