'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Variable } from '#lib/contracts/api/variables.ts';
import { FormAlert } from '../auth/form-alert.tsx';
import { useProblemText } from '../i18n/use-problem-text.ts';
import {
  Button,
  Dialog,
  DialogClose,
  DialogContent,
  Field,
  Input,
  SegmentedControl,
  Textarea,
  toast,
  type FieldControlProps,
  Form,
} from '../ui/index.ts';
import { useVariableChanges, type VariableChange } from './use-variables.ts';
import { draftOf, readDraft, variableKinds, type VariableDraft } from './variable-draft.ts';

const FORM_ID = 'variable';

interface VariableDialogProps {
  /** The variable to change; null: a new one; undefined: closed. */
  variable: Variable | null | undefined;
  /** Names that a new one cannot have. */
  taken: readonly string[];
  onClose: () => void;
}

/** Creates or changes a variable. A secret's value can only be written. */
export function VariableDialog({ variable, taken, onClose }: VariableDialogProps) {
  return (
    <Dialog open={variable !== undefined} onOpenChange={(open) => (open ? undefined : onClose())}>
      {variable === undefined ? null : <VariableContent variable={variable} taken={taken} onClose={onClose} />}
    </Dialog>
  );
}

function VariableContent({ variable, taken, onClose }: VariableDialogProps & { variable: Variable | null }) {
  const t = useTranslations('variables');
  const tUi = useTranslations('ui');
  const { save } = useVariableChanges();
  const onSubmit = (change: VariableChange) =>
    save.mutate(change, {
      onSuccess: () => {
        toast.success(t('saved', { name: change.name }));
        onClose();
      },
    });
  return (
    <DialogContent
      title={variable ? t('editTitle', { name: variable.name }) : t('createTitle')}
      description={t('dialogText')}
      footer={
        <>
          <DialogClose asChild>
            <Button>{tUi('cancel')}</Button>
          </DialogClose>
          <Button type="submit" form={FORM_ID} variant="primary" busy={save.isPending}>
            {variable ? t('save') : t('create')}
          </Button>
        </>
      }
    >
      <VariableForm variable={variable} taken={variable ? [] : taken} error={save.error} onSubmit={onSubmit} />
    </DialogContent>
  );
}

interface VariableFormProps {
  variable: Variable | null;
  taken: readonly string[];
  error: unknown;
  onSubmit: (change: VariableChange) => void;
}

function VariableForm({ variable, taken, error, onSubmit }: VariableFormProps) {
  const t = useTranslations('variables');
  const problemText = useProblemText();
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<VariableDraft>(() => draftOf(variable));
  const set = (change: Partial<VariableDraft>) => setDraft((before) => ({ ...before, ...change }));
  const read = readDraft(draft, taken);
  const faults = 'change' in read ? {} : read;
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
      <FormAlert>{error ? problemText(error).text : null}</FormAlert>
      <Field label={t('name')} help={t('nameHelp')} error={tried && faults.name ? t(faults.name) : undefined}>
        {(control) => (
          <Input
            {...control}
            autoFocus={!variable}
            disabled={variable !== null}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
            className="font-mono"
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <SegmentedControl
        label={t('kind')}
        value={draft.kind}
        options={variableKinds.map((kind) => ({ value: kind, label: t(kind) }))}
        // What is typed as a secret is not shown by a change of kind.
        onValueChange={(kind) => set(draft.kind === 'secret' ? { kind, value: '' } : { kind })}
      />
      <Field
        label={t('value')}
        help={t(`${draft.kind}Help`)}
        error={tried && faults.value ? t(faults.value) : undefined}
      >
        {(control) => <ValueInput control={control} draft={draft} stored={variable?.secret === true} onChange={set} />}
      </Field>
      {draft.kind === 'secret' ? (
        <Field label={t('hosts')} help={t('hostsHelp')} error={tried && faults.hosts ? t(faults.hosts) : undefined}>
          {(control) => (
            <Input
              {...control}
              spellCheck={false}
              autoComplete="off"
              placeholder={t('hostsPlaceholder')}
              value={draft.hosts}
              onChange={(event) => set({ hosts: event.target.value })}
            />
          )}
        </Field>
      ) : null}
    </Form>
  );
}

interface ValueInputProps {
  control: FieldControlProps;
  draft: VariableDraft;
  /** A secret is stored, which this one would replace. */
  stored: boolean;
  onChange: (change: Partial<VariableDraft>) => void;
}

function ValueInput({ control, draft, stored, onChange }: ValueInputProps) {
  const t = useTranslations('variables');
  const shared = { ...control, value: draft.value, spellCheck: false, autoComplete: 'new-password' };
  if (draft.kind === 'secret') {
    return (
      <Input
        {...shared}
        type="password"
        placeholder={stored ? t('storedSecret') : undefined}
        onChange={(event) => onChange({ value: event.target.value })}
      />
    );
  }
  return (
    <Textarea
      {...shared}
      rows={draft.kind === 'json' ? 6 : 2}
      className="font-mono text-xs"
      onChange={(event) => onChange({ value: event.target.value })}
    />
  );
}
