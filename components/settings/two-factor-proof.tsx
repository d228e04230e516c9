'use client';
import { useTranslations } from 'next-intl';
import { useState, type FormEvent } from 'react';
import { FormAlert } from '../auth/form-alert.tsx';
import { Button, DialogContent, Form, toast } from '../ui/index.ts';
import { CodeField, PasswordField } from './proof-fields.tsx';
import { RecoveryCodesContent, StepButtons } from './two-factor-setup.tsx';
import { refusedField, useChangeProblem, useTwoFactorChanges } from './use-two-factor.ts';

const FORM_ID = 'two-factor-proof';

/** Turns it off, or makes new recovery codes: both take password and code. */
export function TwoFactorProofContent({ act, onDone }: { act: 'end' | 'renew'; onDone: () => void }) {
  const t = useTranslations('twoFactor');
  const problemOf = useChangeProblem();
  const changes = useTwoFactorChanges();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  if (changes.renew.data) return <RecoveryCodesContent codes={changes.renew.data.recoveryCodes} />;
  const { error, isPending } = changes[act];
  const refused = refusedField(error);
  const ready = password !== '' && code.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready || isPending) return;
    if (act === 'renew') return changes.renew.mutate({ password, code });
    changes.end.mutate(
      { password, code },
      {
        onSuccess: () => {
          toast.success(t('turnedOff'));
          onDone();
        },
      },
    );
  };
  return (
    <DialogContent
      title={act === 'end' ? t('offTitle') : t('renewTitle')}
      description={act === 'end' ? t('offText') : t('renewText')}
      footer={
        <StepButtons>
          <Button
            type="submit"
            form={FORM_ID}
            variant={act === 'end' ? 'danger' : 'primary'}
            disabled={!ready}
            busy={isPending}
          >
            {act === 'end' ? t('turnOff') : t('renew')}
          </Button>
        </StepButtons>
      }
    >
      <Form id={FORM_ID} className="flex flex-col gap-4" onSubmit={submit}>
        <FormAlert>{problemOf(error)}</FormAlert>
        <PasswordField autoFocus value={password} onValue={setPassword} wrong={refused === 'password'} />
        <CodeField recovery value={code} onValue={setCode} wrong={refused === 'code'} />
      </Form>
    </DialogContent>
  );
}
